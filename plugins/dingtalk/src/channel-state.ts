import type { Engine, Json } from '@holdline/bridge'

/** A shelf of small values that outlive the process. Every write has reached the store when it resolves. */
export interface Shelf {
  get(key: string): Promise<Json | null>
  /** `null` takes it away. */
  put(key: string, value: Json | null): Promise<void>
  all(): Promise<ReadonlyMap<string, Json>>
}

/**
 * What an account has to know after a restart: where chats are (webhooks), which labels stand on messages, which cards
 * are out, and what the buttons of messages mean.
 */
export interface ChannelState {
  readonly chats: Shelf
  readonly emotions: Shelf
  readonly cards: Shelf
  readonly buttons: Shelf
}

/** The state of an account in a store. */
export function stateOf(engine: Pick<Engine, 'find' | 'updateValue'>, account: string): ChannelState {
  const shelf = (name: string): Shelf => {
    const scope = `dingtalk:${account}:${name}`
    return {
      get: (key) => engine.find.value(scope, key),
      async put(key, value) {
        await engine.updateValue(scope, key, () => value)
      },
      all: () => engine.find.values(scope),
    }
  }
  return { chats: shelf('chats'), emotions: shelf('emotions'), cards: shelf('cards'), buttons: shelf('buttons') }
}
