import type { SessionState } from '../ports/engine.ts'
import { DEFAULT_WATCHDOG } from '../run/watchdog.ts'
import type { NoticeRecord, TurnRecord } from '../store/records.ts'

/** One line of `sessions list`, as `--json` prints it; times are ISO 8601. A public contract. */
export interface SessionLine {
  readonly key: string
  readonly busy: boolean
  readonly reason: string | null
  readonly since: string | null
  readonly turnId: string | null
  readonly queued: number
  readonly stuck: boolean
  readonly holder: string | null
  readonly lastOutcome: string | null
}

/** What `sessions explain` adds. */
export interface SessionExplanation extends SessionLine {
  readonly generation: number
  readonly lease: { readonly owner: string; readonly epoch: number; readonly expiresAt: string } | null
  readonly lastProgressAt: string | null
  readonly attempts: number
  readonly queue: readonly { readonly messageId: string; readonly receivedAt: string; readonly state: string }[]
  readonly tasks: readonly {
    readonly number: number
    readonly kind: string
    readonly reason: string
    readonly since: string
  }[]
  readonly notices: readonly {
    readonly id: string
    readonly state: string
    readonly type: string
    readonly revision: number
    readonly sent: number
    readonly openedAt: string
  }[]
  readonly history: readonly {
    readonly turnId: string
    readonly outcome: string | null
    readonly code: string | null
    readonly startedAt: string
    readonly finishedAt: string | null
  }[]
}

/** What a session's state says to an operator. */
export function sessionLine(
  key: string,
  state: SessionState,
  now: number,
  warnAfterMs: number = DEFAULT_WATCHDOG.warnAfterMs,
): SessionLine {
  const turn = foregroundOf(state)
  const held = state.session?.hold !== undefined && state.session.hold.until > now ? state.session.hold : undefined
  return {
    key,
    busy: turn !== undefined || held !== undefined,
    reason: turn?.phase.code ?? (held === undefined ? null : 'queue_wait'),
    since: turn === undefined ? null : iso(turn.startedAt),
    turnId: turn?.id ?? null,
    queued: state.inbounds.filter((inbound) => inbound.state === 'pending').length,
    stuck: turn !== undefined && isStuck(turn, now, warnAfterMs),
    // A turn that a shutdown gave back has no owner.
    holder: turn?.owner || (held?.run ?? null),
    lastOutcome: state.session?.lastOutcome ?? null,
  }
}

/** The whole story of a session. */
export function sessionExplanation(
  key: string,
  state: SessionState,
  notices: readonly NoticeRecord[],
  history: readonly TurnRecord[],
  now: number,
  warnAfterMs?: number,
): SessionExplanation {
  const turn = foregroundOf(state)
  return {
    ...sessionLine(key, state, now, warnAfterMs),
    generation: state.session?.generation ?? 1,
    lease: turn === undefined ? null : { owner: turn.owner, epoch: turn.epoch, expiresAt: iso(turn.expiresAt) },
    lastProgressAt: turn === undefined ? null : iso(turn.progressAt),
    attempts: turn?.attempts ?? 0,
    queue: state.inbounds.map((inbound) => ({
      messageId: inbound.id,
      receivedAt: iso(inbound.receivedAt),
      state: inbound.state,
    })),
    tasks: state.turns.map((task) => ({
      number: task.number,
      kind: task.kind,
      reason: task.phase.code,
      since: iso(task.startedAt),
    })),
    notices: notices.map((notice) => ({
      id: notice.id,
      state: notice.state,
      type: notice.content.type,
      revision: notice.revision,
      sent: notice.sent,
      openedAt: iso(notice.openedAt),
    })),
    history: history.map((past) => ({
      turnId: past.id,
      outcome: past.outcome?.type ?? null,
      code: past.outcome?.type === 'failed' ? past.outcome.failure.code : null,
      startedAt: iso(past.startedAt),
      finishedAt: past.finishedAt === undefined ? null : iso(past.finishedAt),
    })),
  }
}

/** Silent for too long, or left by a dead owner. A tool, an approval and an announced pause may be silent. */
function isStuck(turn: TurnRecord, now: number, warnAfterMs: number): boolean {
  if (turn.expiresAt <= now) return true
  if (['tool_running', 'waiting_approval', 'waiting_answer', 'queue_wait'].includes(turn.phase.code)) return false
  return now - Math.max(turn.progressAt, turn.phase.until ?? 0) >= warnAfterMs
}

function foregroundOf(state: SessionState): TurnRecord | undefined {
  return state.turns.find((turn) => turn.kind === 'foreground')
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
