/*
 * How long a person waits for a word of a real gateway (`holdline start`, SQLite, Webchat) while its agent works, beside a
 * bare WebSocket server that makes each message durable and sends it back, in the same run on the same disk.
 *
 *     pnpm exec node test/bench/latency.bench.ts [rounds]
 *
 * In every round the model hangs, a second message meets the busy session, [Cancel] is tapped, and the second message is
 * answered at once. All times are a client's: from sending to having it.
 */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { WebSocket } from 'ws'
import { GatewayProcess } from '../e2e/support/gateway.ts'
import { modelVariables, PATIENT } from '../e2e/support/model.ts'
import { OpenAIServer } from '../platforms/openai/server.ts'
import { hang, say } from '../platforms/openai/steps.ts'

const ROUNDS = Number(process.argv[2] ?? 100)
/** The first rounds compile code, and are not counted. */
const WARM_UP = 10

/** What was measured, by name, in milliseconds. */
type Times = Map<string, number[]>

function took(times: Times, name: string, from: number): void {
  times.set(name, [...(times.get(name) ?? []), performance.now() - from])
}

async function measurePeer(times: Times, path: string): Promise<void> {
  const worker = new Worker(new URL('./durable-echo.worker.ts', import.meta.url), { workerData: { path } })
  const [port] = await once(worker, 'message')
  const socket = new WebSocket(`ws://127.0.0.1:${port}`)
  await once(socket, 'open')
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const from = performance.now()
    socket.send(JSON.stringify({ type: 'send', clientId: `c${round}`, text: 'and then?' }))
    await once(socket, 'message')
    if (round >= WARM_UP) took(times, PEER, from)
  }
  socket.close()
  await worker.terminate()
}

async function measureGateway(times: Times): Promise<void> {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({ env: modelVariables(model) })
  const noted: Times = new Map()
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    // A new chat each time: one that writes as fast as this is held back.
    await using client = await gateway.client()
    model.enqueue(hang(), say('Here.'))
    await client.say('a long question')
    const request = await model.waitForRequest(2 * round + 1, PATIENT)

    const saidAt = performance.now()
    const accepted = client.say('and then?').finally(() => took(noted, 'message → accepted', saidAt))
    const notice = await client.busy()
    took(noted, 'message → busy notice', saidAt)
    const next = await accepted

    const tappedAt = performance.now()
    const aborted = model
      .waitForAbort(request, PATIENT)
      .finally(() => took(noted, 'tap → model’s request closed', tappedAt))
    await client.tap(notice, 'cancel')
    took(noted, 'tap → its answer', tappedAt)
    await aborted
    await client.answer(next)
    took(noted, 'tap → next message answered', tappedAt)
    await client.until(() => client.live.length === 0)
  }
  for (const [name, all] of noted) times.set(name, all.slice(WARM_UP))
}

const PEER = 'durable echo (peer)'

const directory = mkdtempSync(join(tmpdir(), 'holdline-bench-'))
try {
  const times: Times = new Map()
  await measurePeer(times, join(directory, 'peer.db'))
  await measureGateway(times)
  const at = (name: string, part: number) => {
    const sorted = times.get(name)?.toSorted((a, b) => a - b) ?? []
    return sorted[Math.floor(sorted.length * part)] ?? Number.NaN
  }
  const rows = [...times.keys()].map((name) => [
    name,
    {
      'p50 ms': at(name, 0.5).toFixed(2),
      'p99 ms': at(name, 0.99).toFixed(2),
      'p50 / peer': (at(name, 0.5) / at(PEER, 0.5)).toFixed(1),
    },
  ])
  console.table(Object.fromEntries(rows))
} finally {
  rmSync(directory, { recursive: true })
}
