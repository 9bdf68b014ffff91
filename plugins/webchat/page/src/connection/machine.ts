import { backoffMs } from './backoff.ts'

// A restarting server can refuse one upgrade and answer the probe a moment later; two refusals in a row by a server
// that answers plain requests mean that it does not want this page.
const REFUSALS_TO_BELIEVE = 2

/**
 * Where the connection is. `connecting` lasts until the server's `ready`; `waiting` is the pause before the next try
 * (`retryAt` in epoch ms); `unauthorized` waits for a token from the person.
 */
export type ConnectionState =
  | { readonly status: 'connecting'; readonly attempt: number; readonly refusals: number; readonly opened: boolean }
  | { readonly status: 'online' }
  | { readonly status: 'waiting'; readonly attempt: number; readonly refusals: number; readonly retryAt: number }
  | { readonly status: 'unauthorized' }

/** What can happen to a connection. */
export type ConnectionInput =
  /** The socket is open: the server let us in. */
  | { readonly type: 'opened' }
  /** The server greeted back. */
  | { readonly type: 'ready' }
  /** The socket closed, failed, or took too long to get ready. */
  | { readonly type: 'closed'; readonly now: number; readonly random: number }
  /** A plain request to the server was answered (or not) after a try that never opened. */
  | { readonly type: 'probed'; readonly reachable: boolean }
  /** The pause is over, the network is back, the page is visible again, or the person asked. */
  | { readonly type: 'wake' }
  /** The present socket is of no use any more: start over at once. */
  | { readonly type: 'restart' }

/** What the I/O side has to do, in this order, after a step. */
export type ConnectionEffect =
  /** Close and forget the present socket, then open a new one. */
  | { readonly type: 'open' }
  /** Say hello. */
  | { readonly type: 'greet' }
  /** Close and forget the present socket. */
  | { readonly type: 'drop' }
  /** Ask by a plain request whether the server is there. */
  | { readonly type: 'probe' }

/** A step's result. */
export interface ConnectionStep {
  readonly state: ConnectionState
  readonly effects: readonly ConnectionEffect[]
}

/** How every connection begins. */
export function startConnection(): ConnectionStep {
  return { state: { status: 'connecting', attempt: 0, refusals: 0, opened: false }, effects: [{ type: 'open' }] }
}

/** The connection's next state and what to do for it. Pure: time and chance come with the input. */
export function stepConnection(state: ConnectionState, input: ConnectionInput): ConnectionStep {
  switch (input.type) {
    case 'opened':
      if (state.status !== 'connecting') return stay(state)
      return { state: { ...state, opened: true, refusals: 0 }, effects: [{ type: 'greet' }] }
    case 'ready':
      return state.status === 'connecting' ? { state: { status: 'online' }, effects: [] } : stay(state)
    case 'closed':
      return afterClose(state, input.now, input.random)
    case 'probed':
      return afterProbe(state, input.reachable)
    case 'wake':
      if (state.status !== 'waiting') return stay(state)
      return {
        state: { status: 'connecting', attempt: state.attempt, refusals: state.refusals, opened: false },
        effects: [{ type: 'open' }],
      }
    case 'restart':
      return startConnection()
    default:
      return input satisfies never
  }
}

function afterClose(state: ConnectionState, now: number, random: number): ConnectionStep {
  if (state.status === 'waiting' || state.status === 'unauthorized') return stay(state)
  const attempt = state.status === 'online' ? 1 : state.attempt + 1
  const refusals = state.status === 'online' ? 0 : state.refusals
  const neverOpened = state.status === 'connecting' && !state.opened
  return {
    state: { status: 'waiting', attempt, refusals, retryAt: now + backoffMs(attempt, random) },
    effects: neverOpened ? [{ type: 'drop' }, { type: 'probe' }] : [{ type: 'drop' }],
  }
}

function afterProbe(state: ConnectionState, reachable: boolean): ConnectionStep {
  // The next try may have begun while the probe was under way; its refusals count on.
  if (state.status !== 'waiting' && !(state.status === 'connecting' && !state.opened)) return stay(state)
  const refusals = reachable ? state.refusals + 1 : 0
  if (refusals < REFUSALS_TO_BELIEVE) return { state: { ...state, refusals }, effects: [] }
  return { state: { status: 'unauthorized' }, effects: [{ type: 'drop' }] }
}

function stay(state: ConnectionState): ConnectionStep {
  return { state, effects: [] }
}
