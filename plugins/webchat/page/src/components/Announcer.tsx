import { useView } from '../page-context.ts'

/**
 * What a screen reader says beside the log: a change of what the agent is doing (not each second of it), and an answer
 * that came in pieces, once it is whole.
 */
export function Announcer() {
  const { announcement } = useView()
  return (
    <div class="sr-only" role="status" data-testid="announcer">
      <p key={announcement.key}>{announcement.text}</p>
    </div>
  )
}
