import { noticeLines } from '../notice-text.ts'

/** A notice's words: a headline and details. */
export function NoticeText({ text }: { readonly text: string }) {
  const [title, ...details] = noticeLines(text)
  return (
    <div class="notice-text">
      <p class="notice-title" dir="auto">
        {title}
      </p>
      {details.map((line, index) => (
        <p key={index} class="notice-detail" dir="auto">
          {line}
        </p>
      ))}
    </div>
  )
}
