import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { chaosAnswer, chaosQuestion, chaosScript, KINDS } from '../support/chaos-model.ts'
import type { ChatClient } from '../support/client.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'
import { randomOf } from '../support/random.ts'
import { sessionsList } from '../support/sessions.ts'
import { CountingTool } from '../support/tool-servers.ts'

const ROUNDS = Number(process.env.HOLDLINE_CHAOS_ROUNDS ?? 10)
const SEED = Number(process.env.HOLDLINE_CHAOS_SEED ?? Date.now() % 1_000_000)
const CHATS = 3

// How long a life lasts, and the pause between two messages. Short: what dies has to be young.
const LIFE_MS = 1_500
const PAUSE_MS = 150
// Some lives end before they have begun.
const STILLBORN = 0.15
const BIRTH_MS = 600

// Of one chat. More would only fill the queue, and then be refused.
const MOST_OPEN = 6

const ROUND_MS = 12_000
const END_MS = 120_000

/** One person, who writes on and on and sends again what was not accepted when the gateway died. */
class Writer {
  readonly client: ChatClient
  readonly labels = new Map<string, string>()
  readonly #texts = new Map<string, string>()

  constructor(client: ChatClient) {
    this.client = client
  }

  write(label: string, kind: (typeof KINDS)[number]): void {
    const text = chaosQuestion(label, kind)
    const clientId = this.client.send(text)
    this.#texts.set(clientId, text)
    this.labels.set(clientId, label)
  }

  /** Whether enough of what was written is answered to write more. */
  get isFree(): boolean {
    const done = [...this.client.accepted.values()].filter((messageId) => this.client.answersTo(messageId).length > 0)
    return this.labels.size - done.length - this.#failed < MOST_OPEN
  }

  async comeBack(): Promise<void> {
    await this.client.reconnect()
    for (const [clientId, text] of this.#texts)
      if (!this.client.accepted.has(clientId)) this.client.send(text, clientId)
  }

  get isSettled(): boolean {
    const { client } = this
    const open = [...this.labels.keys()].filter((clientId) => !client.accepted.has(clientId))
    const unanswered = [...client.accepted.values()].filter((messageId) => client.answersTo(messageId).length === 0)
    return open.length === 0 && unanswered.length === this.#failed && client.live.length === 0 && !client.typing
  }

  get #failed(): number {
    return [...this.client.notices.values()].filter(({ kind }) => kind === 'failed').length
  }
}

test(`${ROUNDS} lives that end by SIGKILL (seed ${SEED}): nothing is lost, nothing is answered or done twice`, {
  timeout: END_MS + ROUNDS * ROUND_MS,
}, async ({ annotate }) => {
  const random = randomOf(SEED)
  await using tool = await CountingTool.create()
  await using model = await OpenAIServer.start({ script: chaosScript })
  await using gateway = await GatewayProcess.start({
    env: modelVariables(model),
    config: { mcpServers: { counting: tool.config } },
  })
  await using stack = new AsyncDisposableStack()
  const writers: Writer[] = []
  for (let chat = 0; chat < CHATS; chat += 1) writers.push(new Writer(stack.use(await gateway.client())))
  let written = 0

  for (let round = 0; round < ROUNDS; round += 1) {
    const diesAt = Date.now() + random() * LIFE_MS
    while (Date.now() < diesAt) {
      const writer = writers[Math.floor(random() * CHATS)]
      const kind = KINDS[Math.floor(random() * KINDS.length)] ?? 'plain'
      if (writer?.isFree) writer.write(`m${written++}`, kind)
      await sleep(Math.min(random() * PAUSE_MS, Math.max(0, diesAt - Date.now())))
    }
    await gateway.kill()
    if (random() < STILLBORN) await gateway.startAndKill(random() * BIRTH_MS)
    await gateway.restart()
    for (const writer of writers) await writer.comeBack()
  }
  for (const writer of writers) await writer.client.until(() => writer.isSettled, END_MS)

  const failures = writers.map(
    ({ client }) => [...client.notices.values()].filter(({ kind }) => kind === 'failed').length,
  )
  await annotate(`${written} messages, ${failures.reduce((sum, count) => sum + count)} given up and told`)
  for (const { client, labels } of writers) {
    const inOrder = [...client.messages.values()].sort((a, b) => a.id - b.id)
    const asked = inOrder.filter(({ role }) => role === 'user').map(({ messageId }) => messageId)
    const answered = inOrder.flatMap(({ replyTo }) => replyTo ?? [])
    for (const [clientId, label] of labels) {
      const texts = client.answersTo(client.accepted.get(clientId) ?? '').map(({ text }) => text)
      expect([[], [chaosAnswer(label)]]).toContainEqual(texts)
    }
    expect(asked).toHaveLength(labels.size)
    expect(answered).toEqual(asked.filter((messageId) => answered.includes(messageId)))
    await using late = await gateway.client({ chat: client.chat })
    await late.until(() => late.lastEventId >= (late.framesOf('ready')[0]?.lastEventId ?? 0))
    expect(new Map([...late.messages].sort())).toEqual(new Map([...client.messages].sort()))
    expect([...late.notices.keys()].sort()).toEqual([...client.notices.keys()].sort())
  }
  expect(new Set(tool.started).size).toBe(tool.started.length)
  const { stdout } = await gateway.command('sessions', 'list', '--json')
  for (const { busy, queued } of sessionsList.parse(JSON.parse(stdout)).sessions) {
    expect({ busy, queued }).toEqual({ busy: false, queued: 0 })
  }
  expect(model.violations).toEqual([])
})
