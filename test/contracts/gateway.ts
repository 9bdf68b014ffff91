import {
  type FailureCode,
  type Gateway,
  type GatewayCapabilities,
  type HistoryEntry,
  LeaseLostError,
  type Outcome,
  type TurnResult,
} from '@holdline/bridge'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { recordsOf, TurnRecorder, turnOf } from './turn-recorder.ts'

/** A gateway, and words that make its agent do certain things. */
export interface GatewayFixture {
  readonly gateway: Gateway
  /** Answered with a text. */
  readonly plain: string
  /** Answered after a tool has run for about half a second, with signs of work. */
  readonly working: string
  /** Never answered. */
  readonly hanging: string
  /** Fails at once, with this code. */
  readonly failing: { readonly text: string; readonly code: FailureCode }
  close(): Promise<void>
}

/** A gateway that keeps the contract, with its honest gaps. */
export interface GatewayContract {
  readonly name: string
  readonly create: () => Promise<GatewayFixture>
  readonly skip?: readonly { readonly reason: string; readonly tests: readonly string[] }[]
}

/** The goal is 250 ms; ten times that leaves room for a busy machine, and is far below the 5 s after which a turn is fenced. */
const PROMPT_MS = 2_500

// A gateway may have to start tool servers, which takes seconds on a busy machine; some tests run many turns.
const TEST_TIMEOUT_MS = 60_000

/** What every {@link Gateway} keeps. Tests of a capability run where the gateway has it. */
export function runGatewayContract({ name, create, skip = [] }: GatewayContract): void {
  vi.setConfig({ testTimeout: TEST_TIMEOUT_MS })
  const contractTest = (
    title: string,
    needs: keyof GatewayCapabilities | null,
    run: (fixture: GatewayFixture) => Promise<void>,
  ) => {
    const gap = skip.find(({ tests }) => tests.includes(title))
    test.skipIf(gap !== undefined)(
      gap === undefined ? title : `${title} (${gap.reason})`,
      async ({ skip: leaveOut }) => {
        const fixture = await create()
        onTestFinished(() => fixture.close())
        if (needs !== null && !fixture.gateway.capabilities[needs]) leaveOut(`has no ${needs}`)
        await run(fixture)
      },
    )
  }

  describe(name, () => {
    contractTest('answers with a text, and says that it asks the model', null, async ({ gateway, plain }) => {
      const report = new TurnRecorder()
      const { text } = await gateway.run(turnOf(plain), report, never())
      expect(text.trim()).not.toBe('')
      expect(report.codes).toContain('waiting_model_response')
    })

    contractTest(
      'shows the tool that runs by a label, and what it did stays in the journal',
      null,
      async ({ gateway, working }) => {
        const report = new TurnRecorder()
        const result = await gateway.run(turnOf(working), report, never())
        expect(report.phases.find(({ code }) => code === 'tool_running')?.label).toMatch(/\S/)
        expect(journalOf(report, result)).not.toHaveLength(0)
      },
    )

    contractTest('gives signs of work while a tool runs', null, async ({ gateway, working }) => {
      const report = new TurnRecorder()
      const running = gateway.run(turnOf(working), report, never())
      await report.untilPhase('tool_running')
      const before = report.progressed
      await report.until(({ progressed }) => progressed > before, 'progress')
      await running
    })

    contractTest('stops at once when it is told to, wherever it is', null, async ({ gateway, hanging, working }) => {
      for (const [text, phase] of [
        [hanging, 'waiting_model_response'],
        [working, 'tool_running'],
      ] as const) {
        const [report, abort] = [new TurnRecorder(), new AbortController()]
        const running = gateway.run(turnOf(text), report, abort.signal)
        running.catch(() => {})
        await report.untilPhase(phase)
        const at = performance.now()
        abort.abort(new Error('cancelled'))
        await expect(running).rejects.toThrow()
        expect(performance.now() - at).toBeLessThan(PROMPT_MS)
      }
    })

    contractTest('does nothing for a turn that is over before it begins', null, async ({ gateway, plain }) => {
      const report = new TurnRecorder()
      await expect(gateway.run(turnOf(plain), report, AbortSignal.abort(new Error('gone')))).rejects.toThrow()
      expect([report.codes, report.journal]).toEqual([[], []])
    })

    contractTest('fails with a code', null, async ({ gateway, failing }) => {
      const running = gateway.run(turnOf(failing.text), new TurnRecorder(), never())
      await expect(running).rejects.toMatchObject({ name: 'TurnFailedError', code: failing.code })
    })

    contractTest('stops when it has lost its turn', null, async ({ gateway, working }) => {
      const report = new TurnRecorder()
      report.leaseLost = true
      await expect(gateway.run(turnOf(working), report, never())).rejects.toBeInstanceOf(LeaseLostError)
      expect(report.codes).not.toContain('tool_running')
    })

    contractTest('goes on from wherever the journal ends', 'resume', async ({ gateway, working }) => {
      const first = new TurnRecorder()
      const result = await gateway.run(turnOf(working), first, never())
      const journal = journalOf(first, result)
      for (const length of journal.keys()) {
        const kept = journal.slice(0, length)
        const resumed = await gateway.run(
          turnOf(working, { attempt: 2, journal: recordsOf(kept) }),
          new TurnRecorder(kept),
          never(),
        )
        expect(resumed.text.trim(), `after ${length} entries`).not.toBe('')
      }
    })

    contractTest('asks nobody again when the answer is in the journal', 'resume', async ({ gateway, working }) => {
      const first = new TurnRecorder()
      const result = await gateway.run(turnOf(working), first, never())
      const journal = recordsOf(journalOf(first, result))
      const second = new TurnRecorder()
      const again = await gateway.run(turnOf(working, { attempt: 2, journal }), second, never())
      expect(again.text).toBe(result.text)
      expect(second.codes).toEqual([])
    })

    contractTest('does not run a tool again that had started', 'resume', async ({ gateway, working }) => {
      const [first, abort] = [new TurnRecorder(), new AbortController()]
      const running = gateway.run(turnOf(working), first, abort.signal)
      running.catch(() => {})
      await first.untilPhase('tool_running')
      abort.abort(new Error('killed'))
      await expect(running).rejects.toThrow()
      const second = new TurnRecorder(first.journal)
      const { text } = await gateway.run(
        turnOf(working, { attempt: 2, journal: recordsOf(first.journal) }),
        second,
        never(),
      )
      expect(text.trim()).not.toBe('')
      expect(second.codes).not.toContain('tool_running')
    })

    contractTest('takes a message that comes while it runs', 'steer', async ({ gateway, working }) => {
      const report = new TurnRecorder()
      const running = gateway.run(turnOf(working), report, never())
      await report.untilPhase('tool_running')
      report.steer('and in blue')
      const { text } = await running
      expect(text.trim()).not.toBe('')
      expect(report.journal).toContainEqual(expect.objectContaining({ type: 'steer', text: 'and in blue' }))
    })

    contractTest('runs several turns of a session at once', 'parallel', async ({ gateway, plain, working }) => {
      const [slow, quick] = [new TurnRecorder(), new TurnRecorder()]
      const first = gateway.run(turnOf(working), slow, never())
      await slow.untilPhase('tool_running')
      await gateway.run(turnOf(plain, { id: 'beside', kind: 'parallel' }), quick, never())
      expect((await first).text.trim()).not.toBe('')
    })

    contractTest('takes turns that ended in any way as context', null, async ({ gateway, plain, working }) => {
      const first = new TurnRecorder()
      const result = await gateway.run(turnOf(working), first, never())
      const journal = journalOf(first, result)
      const cut = journal.slice(0, Math.ceil(journal.length / 2))
      const failure = { code: 'provider_error', reference: 'r' } as const
      const history = [
        past(working, journal, { type: 'completed' }),
        past(working, cut, { type: 'cancelled', by: null, cause: 'person' }),
        past(plain, [], { type: 'failed', failure }),
        past(working, cut, { type: 'interrupted', cause: 'restart' }),
      ]
      const { text } = await gateway.run(turnOf(plain, { history }), new TurnRecorder(), never())
      expect(text.trim()).not.toBe('')
    })
  })
}

function never(): AbortSignal {
  return new AbortController().signal
}

/** All that is durable once the outcome is. */
function journalOf(report: TurnRecorder, result: TurnResult) {
  return [...report.journal, ...result.journal]
}

function past(text: string, journal: TurnRecorder['journal'], outcome: Outcome): HistoryEntry {
  const chat = { channel: 'test', account: 'default', kind: 'direct', chat: '1' } as const
  const sender = { id: 'ann' }
  const session = 'agent:main:test:default:direct:1'
  return {
    turn: {
      id: 'turn',
      session,
      generation: 1,
      number: 1,
      kind: 'foreground',
      state: 'finished',
      epoch: 1,
      owner: 'node',
      expiresAt: 0,
      attempts: 1,
      chat,
      asker: sender,
      inbounds: ['m0'],
      title: text,
      replyTo: 'm0',
      phase: { code: 'waiting_model_response', since: 0 },
      startedAt: 0,
      progressAt: 0,
      waiters: [],
      spent: {},
      outcome,
    },
    inbounds: [
      {
        id: 'm0',
        dedupeKey: 'm0',
        session,
        generation: 1,
        seq: 0,
        chat,
        sender,
        text,
        attachments: [],
        ref: 'm0',
        receivedAt: 0,
        state: 'answered',
        admitted: { type: 'started' },
      },
    ],
    journal: recordsOf(journal),
  }
}
