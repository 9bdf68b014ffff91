import type { SessionKey, SessionState, Want } from '@holdline/bridge'
import type { Data } from './data.ts'

/** Reads what a decision may look at. */
export function readState(data: Data, key: SessionKey, want: Want): SessionState {
  const { dedupeKey, turnId, inboundId, noticeId, chatKey } = want
  return {
    session: data.tables.session.get(key),
    turns: data.runningTurns.of(key).values(),
    inbounds: data.liveInbounds.of(key).values(),
    notices: data.liveNotices.of(key).values(),
    duplicate: dedupeKey === undefined ? null : (data.inboundByKey.of(dedupeKey).first()?.value ?? null),
    acted: dedupeKey === undefined ? null : (data.acts.get(dedupeKey) ?? null),
    turn: turnId === undefined ? null : data.tables.turn.get(turnId),
    inbound: inboundId === undefined ? null : data.tables.inbound.get(inboundId),
    notice: noticeId === undefined ? null : data.tables.notice.get(noticeId),
    head: chatKey === undefined ? null : (data.pendingOutbox.of(chatKey).first()?.value ?? null),
  }
}
