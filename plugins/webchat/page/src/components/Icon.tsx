const PATHS = {
  think:
    'M10 3.5l1.5 4.2 4.5 1.5-4.5 1.6L10 15.2l-1.5-4.4L4 9.2l4.5-1.5zM15.5 13.5l.6 1.5 1.5.6-1.5.6-.6 1.5-.6-1.5-1.5-.6 1.5-.6z',
  tool: 'M12.8 3.6a3.8 3.8 0 0 0-4.7 4.9l-4.6 4.6a1.7 1.7 0 0 0 2.4 2.4l4.6-4.6a3.8 3.8 0 0 0 4.9-4.7L13 8.6 11.2 8l-.6-1.8z',
  pause: 'M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM8.3 7.8v4.4M11.7 7.8v4.4',
  retry: 'M16 10a6 6 0 1 1-1.8-4.3M16 3v3.2h-3.2',
  queue: 'M4 5.5h12M4 10h12M4 14.5h7',
  compact: 'M10 3v4.5M7.8 5.5L10 7.7l2.2-2.2M10 17v-4.5M7.8 14.5l2.2-2.2 2.2 2.2M3.5 10h13',
  approval: 'M10 2.8l6 2.2v4.6c0 3.6-2.5 6.4-6 7.6-3.5-1.2-6-4-6-7.6V5zM7.5 9.8l1.8 1.8 3.2-3.4',
  question: 'M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM8 8.2a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.4M10 13.6v.1',
  stop: 'M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM7.8 7.8h4.4v4.4H7.8z',
  alert: 'M10 3.5l7 12.5H3zM10 8.3v3.4M10 13.7v.1',
  check: 'M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM7 10.2l2.1 2.1L13 8.3',
  info: 'M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM10 9.3v4M10 6.6v.1',
  bell: 'M5.5 13.5V9a4.5 4.5 0 0 1 9 0v4.5l1 1h-11zM8.5 16.8h3',
  send: 'M10 16V4.5M5 9.3l5-5 5 5',
  down: 'M10 4v11.5M5 10.7l5 5 5-5',
  close: 'M5.5 5.5l9 9M14.5 5.5l-9 9',
  menu: 'M4 6h12M4 10h12M4 14h12',
  reply: 'M8 5L4 9l4 4M4.5 9H12a4 4 0 0 1 4 4v2',
  trash: 'M4 5.8h12M7.8 5.6V3.8h4.4v1.8M5.6 5.8l.7 10.4h7.4l.7-10.4M8.6 8.8v4.4M11.4 8.8v4.4',
  layers: 'M10 3l7 3.6-7 3.6-7-3.6zM3.6 10.2L10 13.5l6.4-3.3M3.6 13.5L10 16.8l6.4-3.3',
  plus: 'M10 4v12M4 10h12',
} as const

/** An icon of the page. */
export type IconName = keyof typeof PATHS

/** A line icon in the text's colour; it says nothing to screen readers, the text beside it does. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  )
}
