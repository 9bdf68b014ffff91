import { noticeIcon } from '../notice-icon.ts'
import type { Notice } from '../store/state.ts'
import { Icon } from './Icon.tsx'
import { NoticeActions } from './NoticeActions.tsx'
import { NoticeText } from './NoticeText.tsx'

/** A closed notice: a quiet line of the conversation. A failure stands out as long as it has buttons. */
export function NoticeLine({ notice }: { readonly notice: Notice }) {
  return (
    <div
      class={notice.actions.length > 0 ? 'notice card closed' : 'notice closed'}
      data-testid="notice"
      data-kind={notice.kind}
      data-state={notice.state}
      data-reason={notice.reason}
      data-notice-id={notice.noticeId}
    >
      <span class="notice-icon">
        <Icon name={noticeIcon(notice)} />
      </span>
      <NoticeText text={notice.text} />
      <NoticeActions notice={notice} />
    </div>
  )
}
