import { AccountHealth } from '@holdline/bridge'

/** What everybody who looks at a robot in a group should know. */
const GROUPS = 'in groups DingTalk delivers only messages that mention the robot'

/** An account's health, with what does not work at its best. */
export class Health extends AccountHealth {
  constructor() {
    super()
    this.note('groups', GROUPS)
  }

  /** Something does not work, and something else is done instead. `what` undefined: it works again. */
  limit(about: 'cards' | 'sending' | 'emotions', what: string | undefined): void {
    this.note(about, what)
  }
}
