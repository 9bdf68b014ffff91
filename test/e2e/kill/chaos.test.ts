import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { chaosAnswer, chaosScript, KINDS } from '../support/chaos-model.ts'
import { ChaosWriter } from '../support/chaos-writer.ts'
import { eventually } from '../support/eventually.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'
import { randomOf } from '../support/random.ts'
import { sessionsList } from '../support/sessions.ts'
import { CountingTool } from '../support/tool-servers.ts'

const ROUNDS = Number(process.env.HOLDLINE_CHAOS_ROUNDS ?? 20)
const SEED = Number(process.env.HOLDLINE_CHAOS_SEED ?? Date.now() % 1_000_000)
const CHATS = 3

// How long a life lasts, and the pause between two deeds. Short: what dies has to be young.
const LIFE_MS = 1_500
const PAUSE_MS = 150
// A part of the deeds stops what runs; a part of the lives ends before it has begun.
const STOPS = 0.1
const STILLBORN = 0.15
const BIRTH_MS = 600

const ROUND_MS = 12_000
const END_MS = 120_000

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
  const writers: ChaosWriter[] = []
  for (let chat = 0; chat < CHATS; chat += 1) writers.push(new ChaosWriter(stack.use(await gateway.client())))
  let asked = 0

  for (let round = 0; round < ROUNDS; round += 1) {
    const diesAt = Date.now() + random() * LIFE_MS
    while (Date.now() < diesAt) {
      const writer = writers[Math.floor(random() * CHATS)]
      const kind = KINDS[Math.floor(random() * KINDS.length)] ?? 'plain'
      if (random() < STOPS) writer?.stop()
      else if (writer?.ask(`m${asked}`, kind) === true) asked += 1
      await sleep(Math.min(random() * PAUSE_MS, Math.max(0, diesAt - Date.now())))
    }
    await gateway.kill()
    if (random() < STILLBORN) await gateway.startAndKill(random() * BIRTH_MS)
    await gateway.restart()
    for (const writer of writers) await writer.comeBack()
  }
  for (const writer of writers) await writer.client.until(() => writer.isSettled, END_MS)
  await eventually(async () => {
    const { stdout } = await gateway.command('sessions', 'list', '--json')
    return sessionsList.parse(JSON.parse(stdout)).sessions.every(({ busy, queued }) => !busy && queued === 0)
  })

  await annotate(`${asked} questions, ${writers.reduce((sum, { givenUp }) => sum + givenUp, 0)} given up and told`)
  for (const { client, answers, isSettled } of writers) {
    const inOrder = [...client.messages.values()].sort((a, b) => a.id - b.id)
    const questions = inOrder.filter(({ role }) => role === 'user').map(({ messageId }) => messageId)
    const replies = inOrder.flatMap(({ replyTo }) => replyTo ?? [])
    // One answer at most, whole or what of it was shown when it was stopped.
    for (const [label, texts] of answers) {
      expect(texts.length).toBeLessThan(2)
      for (const { text } of texts) expect(chaosAnswer(label)).toContain(text)
    }
    expect([isSettled, questions.length]).toEqual([true, answers.size])
    expect(replies).toEqual(questions.filter((messageId) => replies.includes(messageId)))
    await using late = await gateway.client({ chat: client.chat })
    await late.until(() => late.lastEventId >= (late.framesOf('ready')[0]?.lastEventId ?? 0))
    expect(new Map([...late.messages].sort())).toEqual(new Map([...client.messages].sort()))
    expect([...late.notices.keys()].sort()).toEqual([...client.notices.keys()].sort())
  }
  expect(new Set(tool.started).size).toBe(tool.started.length)
  expect(model.violations).toEqual([])
})
