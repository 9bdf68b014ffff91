import type { Engine } from '../ports/engine.ts'
import type { Json } from '../words/json.ts'

/** What a channel has to know after a restart, such as a reaction that stands for typing and must be taken back. */
export interface ChannelMemory {
  /** Everything that is kept, by key. */
  all(): Promise<ReadonlyMap<string, Json>>
  /** Keeps a value; resolves when it is durable. @throws {StoreUnavailableError} */
  set(key: string, value: Json): Promise<void>
  /** Forgets a value. @throws {StoreUnavailableError} */
  delete(key: string): Promise<void>
}

/** The memory of one account for one purpose; `scope` names both, such as `typing:feishu:default`. */
export function channelMemory(engine: Pick<Engine, 'find' | 'write'>, scope: string): ChannelMemory {
  const write = (key: string, value: Json | null) => engine.write([{ type: 'state', scope, key, value }])
  return {
    all: () => engine.find.values(scope),
    set: (key, value) => write(key, value),
    delete: (key) => write(key, null),
  }
}
