/** The mark: a line that is being held. */
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" />
      <path d="M7 16h4l2.5-5 5 10 2.5-5h4" />
    </svg>
  )
}
