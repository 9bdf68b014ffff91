// Enough to know which answer it is; systems cut longer texts anyway.
const BODY_LENGTH = 140

/** Whether it makes sense to ask the person: the browser can notify, and they have not decided yet. */
export function canOfferNotifications(): boolean {
  if (!('Notification' in window) || !window.isSecureContext || Notification.permission !== 'default') return false
  try {
    // Without permission this shows nothing; where only service workers may notify (Android) it throws.
    return new Notification('') !== null
  } catch {
    return false
  }
}

/** Asks the person; must run in a click. */
export async function askForNotifications(): Promise<void> {
  await Notification.requestPermission()
}

/** Tells the person about an answer, if they allowed it. Several tabs of a chat show one notification together. */
export function notify(title: string, text: string, tag: string): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return
  try {
    const notification = new Notification(title, { body: text.slice(0, BODY_LENGTH), tag })
    notification.addEventListener('click', () => {
      window.focus()
      notification.close()
    })
  } catch {
    // The browser changed its mind since it was asked; the answer is in the chat all the same.
  }
}
