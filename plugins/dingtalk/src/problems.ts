import type { Problem } from '@holdline/bridge'
import { DingtalkFailure } from './errors.ts'

/** What an operator has to know of a connection that does not work. */
export function explain(error: unknown): Problem {
  if (!(error instanceof DingtalkFailure))
    return { state: 'degraded', text: 'receiving failed for a reason of our own; see the log', grave: true }
  switch (error.kind) {
    case 'unauthorized':
      return {
        state: 'failed',
        text: 'DingTalk does not know this Client ID and Secret; copy both again from the app’s “Credentials” page',
        grave: true,
      }
    case 'forbidden':
      return {
        state: 'failed',
        text: 'DingTalk refuses the stream (403); add a robot to the app, choose Stream mode, and publish a version',
        grave: true,
      }
    case 'rate':
      return { state: 'degraded', text: 'DingTalk asked for a pause', grave: false }
    default:
      return { state: 'degraded', text: `DingTalk cannot be reached (${error.message})`, grave: false }
  }
}
