import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'

/**
 * Tells the style sheets, as `--scrollbar`, how much room a box keeps free for its scrollbar at each side, so that what
 * stands above and below the box can line up with what is in it.
 */
export function useScrollbarWidth(box: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const measure = () => {
      const { offsetWidth = 0, clientWidth = 0 } = box.current ?? {}
      document.documentElement.style.setProperty('--scrollbar', `${(offsetWidth - clientWidth) / 2}px`)
    }
    measure()
    // Zooming also resizes the window, and changes the width in CSS pixels.
    window.addEventListener('resize', measure)
    return () => window.removeEventListener('resize', measure)
  }, [box])
}
