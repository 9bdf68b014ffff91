import { useCallback, useEffect, useRef, useState } from 'preact/hooks'

// A finger or a wheel rarely stops on the exact pixel.
const END_TOLERANCE_PX = 48

/**
 * Keeps a scrolled box at its end while the person is at its end, and leaves it alone while they read further up.
 * Attach `box` to the element that scrolls and `content` to the one that grows. What has no end to follow (a greeting)
 * is read from its start: `enabled` is false.
 */
export function useStickToEnd(enabled: boolean) {
  const box = useRef<HTMLElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const sticking = useRef(true)
  const following = useRef(enabled)
  following.current = enabled
  const [atEnd, setAtEnd] = useState(true)

  const toEnd = useCallback(() => {
    sticking.current = true
    setAtEnd(true)
    box.current?.scrollTo({ top: box.current.scrollHeight })
  }, [])

  useEffect(() => {
    const element = box.current
    if (element === null || content.current === null) return
    let lastTop = element.scrollTop
    const onScroll = () => {
      const distance = element.scrollHeight - element.clientHeight - element.scrollTop
      // Content that shrinks or grows also scrolls; only moving up means that the person wants to read there.
      if (element.scrollTop < lastTop && distance > END_TOLERANCE_PX) sticking.current = false
      if (distance <= END_TOLERANCE_PX) sticking.current = true
      lastTop = element.scrollTop
      setAtEnd(sticking.current || !following.current)
    }
    const follow = new ResizeObserver(() => {
      if (following.current && sticking.current) element.scrollTop = element.scrollHeight
    })
    element.addEventListener('scroll', onScroll, { passive: true })
    follow.observe(content.current)
    follow.observe(element)
    return () => {
      element.removeEventListener('scroll', onScroll)
      follow.disconnect()
    }
  }, [])

  return { box, content, atEnd, toEnd }
}
