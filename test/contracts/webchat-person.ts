import { once } from 'node:events'
import { WebSocket } from 'ws'
import { z } from 'zod'
import type { PersonSide, Press, Shown, Written } from './channel.ts'

/*
 * A person at a plain WebSocket client, written from the public protocol alone: nothing of the plugin is imported.
 */

const text = z.string()

const frame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), chat: text, lastEventId: z.int() }),
  z.object({ type: z.literal('reset') }),
  z.object({ type: z.literal('accepted'), clientId: text, messageId: text }),
  z.object({ type: z.literal('toast'), noticeId: text, action: text, result: text, text }),
  z.object({ type: z.literal('error'), code: text, clientId: text.optional(), noticeId: text.optional(), text }),
  z.object({
    type: z.literal('message'),
    id: z.int(),
    messageId: text,
    role: z.enum(['user', 'agent']),
    text,
    revision: z.int(),
    state: z.enum(['partial', 'final']),
    replyTo: text.optional(),
  }),
  z.object({
    type: z.literal('notice'),
    id: z.int(),
    noticeId: text,
    revision: z.int(),
    kind: text,
    state: z.enum(['live', 'closed']),
    text,
    elapsedMs: z.number(),
    actions: z.array(z.object({ action: text, label: text, token: text, style: text })),
  }),
  z.object({ type: z.literal('typing'), id: z.int(), on: z.boolean() }),
])

type Frame = z.output<typeof frame>
type Notice = Extract<Frame, { type: 'notice' }>
type Item = Shown & { readonly role: 'user' | 'agent' | 'notice'; readonly notice?: Notice }

/** Connects to a Webchat, creates a chat, and shows what a person would see. */
export class WebchatPerson implements PersonSide {
  readonly #socket: WebSocket
  readonly #frames: Frame[] = []
  readonly #items = new Map<string, Item>()
  #lastId = -1
  #typing = false
  #sent = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data) => this.#see(frame.parse(JSON.parse(data.toString()))))
  }

  /** Resolves with the person and the id of their chat. */
  static async connect(url: string): Promise<{ person: WebchatPerson; chat: string }> {
    const socket = new WebSocket(url, ['holdline.v1'])
    const person = new WebchatPerson(socket)
    await once(socket, 'open')
    person.#send({ type: 'hello', chat: null, resumeFrom: null, locale: 'en' })
    const ready = await person.#until((one) => one.type === 'ready')
    if (ready.type !== 'ready') throw new Error('not ready')
    return { person, chat: ready.chat }
  }

  async write(words: string): Promise<Written> {
    const clientId = `client-${++this.#sent}`
    const send = () => this.#send({ type: 'send', clientId, text: words })
    send()
    const about = <T extends Frame['type']>(type: T) =>
      this.#frames.filter((one) => one.type === type && 'clientId' in one && one.clientId === clientId)
    return {
      acknowledged: () => about('accepted').length,
      refusals: () => about('error').map((one) => ('text' in one ? one.text : '')),
      redeliver: async () => send(),
    }
  }

  async press(shown: Shown, label: string): Promise<Press> {
    const notice = [...this.#items.values()].find((item) => item === shown)?.notice
    const button = notice?.actions.find((action) => action.label === label)
    if (notice === undefined || button === undefined) throw new Error(`there is no button ${label}`)
    const from = this.#frames.length
    this.#send({ type: 'tap', noticeId: notice.noticeId, action: button.action, token: button.token })
    const answers = () =>
      this.#frames
        .slice(from)
        .filter((one) => (one.type === 'toast' || one.type === 'error') && one.noticeId === notice.noticeId)
    return { answers: () => answers().map((one) => ('text' in one ? one.text : '')) }
  }

  chat(): readonly Shown[] {
    return [...this.#items.values()].filter((item) => item.role !== 'user')
  }

  typing(): boolean {
    return this.#typing
  }

  async settle(): Promise<void> {
    const noticeId = `settle-${++this.#sent}`
    this.#send({ type: 'tap', noticeId })
    await this.#until((one) => one.type === 'error' && one.noticeId === noticeId)
  }

  /** Leaves. */
  close(): void {
    this.#socket.terminate()
  }

  #send(value: object): void {
    this.#socket.send(JSON.stringify(value))
  }

  async #until(matches: (one: Frame) => boolean): Promise<Frame> {
    for (let index = 0; ; index++) {
      while (index >= this.#frames.length) await once(this.#socket, 'message')
      const one = this.#frames[index]
      if (one !== undefined && matches(one)) return one
    }
  }

  #see(one: Frame): void {
    this.#frames.push(one)
    if (!('id' in one)) return
    if (one.id <= this.#lastId) throw new Error(`event ${one.id} came after ${this.#lastId}`)
    this.#lastId = one.id
    if (one.type === 'typing') this.#typing = one.on
    else if (one.type === 'message') this.#items.set(one.messageId, messageItem(one))
    else {
      const buttons = one.actions.map(({ label }) => label)
      this.#items.set(one.noticeId, { role: 'notice', text: one.text, buttons, notice: one })
    }
  }
}

function messageItem({ role, text: words, replyTo }: Extract<Frame, { type: 'message' }>): Item {
  return { role, text: words, buttons: [], ...(replyTo !== undefined && { replyTo }) }
}
