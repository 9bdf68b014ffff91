import type { Clock } from '../kit/clock.ts'
import { isJsonObject, type JsonObject, parseJson } from '../kit/json.ts'
import { Connection, type Socket } from './connection.ts'
import type { Frame } from './frame.ts'
import { newId } from './identity.ts'
import type { Limits } from './limits.ts'
import type { Acknowledgement, Receiver } from './receiver.ts'

/** What the long connections of an app need of the platform. */
export interface LongConnectionHost {
  readonly clock: Clock
  readonly limits: Limits
  serial(): number
  /** A number from 0 to 1, to choose a connection with. */
  random(): number
  onNonsense(reason: string): void
  onReady(): void
  onChange(): void
}

interface Pending {
  readonly connection: Connection
  readonly settle: (acknowledgement: Acknowledgement) => void
}

/** All long connections of one app. Each event goes to one of them, at random. Source: facts 1.5, "cluster mode". */
export class LongConnections implements Receiver {
  readonly #host: LongConnectionHost
  readonly #open: Connection[] = []
  readonly #pending = new Map<string, Pending>()

  constructor(host: LongConnectionHost) {
    this.#host = host
  }

  /** The open ones, oldest first. */
  get open(): readonly Connection[] {
    return this.#open
  }

  get ready(): boolean {
    return this.#open.some(({ ready }) => ready)
  }

  /** A client has connected. */
  accept(serviceId: number, socket: Socket): Connection {
    const host = this.#host
    const connection = new Connection(serviceId, socket, () => host.limits.clientConfig, {
      onReady: () => host.onReady(),
      onData: (frame) => this.#acknowledge(frame),
      onNonsense: (reason) => host.onNonsense(reason),
      onPing: () => host.onChange(),
      onClosed: () => {
        this.#open.splice(this.#open.indexOf(connection), 1)
        host.onChange()
      },
    })
    this.#open.push(connection)
    host.onChange()
    return connection
  }

  post(envelope: JsonObject, frameType: 'event' | 'card'): Promise<Acknowledgement> {
    const ready = this.#open.filter((connection) => connection.ready)
    const connection = ready[Math.min(ready.length - 1, Math.floor(this.#host.random() * ready.length))]
    if (connection === undefined) return Promise.resolve({ kind: 'nobody' })
    const { clock, limits } = this.#host
    const id = newId('', this.#host.serial())
    const { promise, resolve } = Promise.withResolvers<Acknowledgement>()
    this.#pending.set(id, { connection, settle: resolve })
    const cancel = clock.after(limits.ackMs, () => {
      resolve({ kind: 'silent', lost: !connection.alive })
    })
    for (const frame of this.#frames(connection, id, frameType, envelope)) connection.send(frame)
    return promise.finally(() => {
      cancel()
      this.#pending.delete(id)
    })
  }

  #frames(connection: Connection, id: string, type: string, envelope: JsonObject): readonly Frame[] {
    const payload = Buffer.from(JSON.stringify(envelope))
    const { frameBytes } = this.#host.limits
    const sum = Math.max(1, Math.ceil(payload.length / frameBytes))
    return Array.from({ length: sum }, (_, seq) => ({
      service: connection.serviceId,
      method: 'data' as const,
      headers: { type, message_id: id, sum: String(sum), seq: String(seq), trace_id: `trace-${id}` },
      payload: payload.subarray(seq * frameBytes, (seq + 1) * frameBytes),
    }))
  }

  /** An answer may come on another connection than the event, after a reconnect. Source: facts 1.5. */
  #acknowledge({ headers, payload }: Frame): void {
    const pending = this.#pending.get(headers.message_id ?? '')
    if (pending === undefined) return
    const answer = parseJson(Buffer.from(payload).toString('utf8'))
    if (!isJsonObject(answer) || typeof answer.code !== 'number') {
      this.#host.onNonsense(`the answer to ${headers.message_id} has no code`)
      return
    }
    const { code, data } = answer
    const decoded = typeof data === 'string' ? parseJson(Buffer.from(data, 'base64').toString('utf8')) : undefined
    pending.settle({ kind: 'answered', code, data: decoded })
  }
}
