import { AccountHealth } from '@holdline/bridge'

/** What everybody who looks at a robot in a group should know. */
const GROUPS = 'in groups DingTalk delivers only messages that mention the robot'

/** DingTalk documents no backlog: nobody can say that what is written to a robot without a connection comes later. */
const MEANWHILE = 'it is tried again, and what is written meanwhile may not arrive'

/** An account's health, with what does not work at its best. */
export class Health extends AccountHealth {
  constructor() {
    super()
    this.note('groups', GROUPS)
  }

  /** There is no connection just now. `why`: what is wrong. */
  away(why: string): void {
    this.set('degraded', `${why}; ${MEANWHILE}`)
  }

  /** Something does not work, and something else is done instead. `what` undefined: it works again. */
  limit(about: 'cards' | 'sending' | 'emotions', what: string | undefined): void {
    this.note(about, what)
  }
}
