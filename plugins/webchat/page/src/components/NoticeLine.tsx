import { noticeIcon } from '../notice-icon.ts'
import { noticeLines } from '../notice-text.ts'
import type { Notice } from '../store/state.ts'
import { Icon } from './Icon.tsx'
import { NoticeActions } from './NoticeActions.tsx'

/** A closed notice: one quiet line of the conversation. A failure keeps its buttons until the next message. */
export function NoticeLine({ notice }: { readonly notice: Notice }) {
  return (
    <div
      class="notice closed"
      data-testid="notice"
      data-kind={notice.kind}
      data-state={notice.state}
      data-reason={notice.reason}
      data-notice-id={notice.noticeId}
    >
      <Icon name={noticeIcon(notice)} />
      <p class="notice-text" dir="auto">
        {noticeLines(notice.text).join('\n')}
      </p>
      <NoticeActions notice={notice} />
    </div>
  )
}
