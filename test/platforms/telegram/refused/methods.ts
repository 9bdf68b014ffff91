import { call } from '../scene.ts'
import type { RefusedCase } from './refused-case.ts'

/** Methods there are not, or no longer. */
export const REFUSED_METHODS: readonly RefusedCase[] = [
  {
    rule: 'method.known',
    what: 'a method there is not',
    code: 404,
    words: 'Not Found: method not found',
    run: (s) => call(s, 'sendDice', { chat_id: s.chat.id }),
  },
  {
    rule: 'method.closed',
    what: 'a call after logOut',
    code: 400,
    words: 'Logged out',
    run: async (s) => {
      await s.api.logOut()
      return s.api.getMe()
    },
  },
]
