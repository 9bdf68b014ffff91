import type { Clock } from '@holdline/bridge'
import { DingtalkApi } from './api.ts'
import type { DingtalkAccount } from './config.ts'
import { DingtalkFailure } from './errors.ts'
import { explain } from './problems.ts'

/** One thing that was looked at. */
export interface DingtalkFinding {
  readonly check: string
  readonly ok: boolean
  readonly message: string
  /** What to do about it. */
  readonly fix?: string
}

/** What a ticket is asked for: a message to the robot. */
const TOPICS = ['/v1.0/im/bot/messages/get']

/**
 * Looks at what a robot needs, with real calls that change nothing and take no message away from anybody: the ticket to
 * a stream is asked for, and not used.
 */
export async function probeDingtalk(account: DingtalkAccount, clock: Clock): Promise<DingtalkFinding[]> {
  const { clientId, clientSecret, apiRoot, oapiRoot, name } = account
  const api = new DingtalkApi({
    clientId,
    clientSecret,
    clock,
    ...(apiRoot === undefined ? {} : { apiRoot }),
    ...(oapiRoot === undefined ? {} : { oapiRoot }),
  })
  const check = `dingtalk ${name}`
  try {
    await api.checkCredentials()
  } catch (error) {
    return [{ check, ok: false, ...connectionProblem(error, account) }]
  }
  const credentials = { check, ok: true, message: 'DingTalk knows the Client ID and Secret' }
  try {
    await api.openStream(TOPICS)
  } catch (error) {
    return [credentials, { check, ok: false, ...streamProblem(error) }]
  }
  return [
    credentials,
    { check, ok: true, message: 'Stream mode is on; in groups DingTalk delivers only messages that mention the robot' },
    { check, ok: true, message: cardsSentence(account) },
  ]
}

function connectionProblem(error: unknown, { apiRoot }: DingtalkAccount): { message: string; fix: string } {
  const { text, state } = explain(error)
  if (state === 'failed')
    return {
      message: 'DingTalk does not know this Client ID and Secret',
      fix: 'copy both again from “Credentials” in the developer console into DINGTALK_CLIENT_ID and DINGTALK_CLIENT_SECRET',
    }
  const way = apiRoot === undefined ? 'the network, which must let api.dingtalk.com through' : 'DINGTALK_API_ROOT'
  return { message: text, fix: `check ${way}` }
}

function streamProblem(error: unknown): { message: string; fix: string } {
  const refused = error instanceof DingtalkFailure && ['unauthorized', 'forbidden', 'refused'].includes(error.kind)
  return {
    message: refused ? 'DingTalk opens no stream for this app' : explain(error).text,
    fix: 'add a robot to the app, choose Stream mode for its messages, and publish a version',
  }
}

/** Whether cards work can only be seen when one is sent. */
function cardsSentence({ cards = 'auto', cardTemplateId }: DingtalkAccount): string {
  if (cards === 'off') return 'status messages are sent as messages and do not change in place (cards are off)'
  const template = cardTemplateId === undefined ? 'DingTalk’s public template' : `the template ${cardTemplateId}`
  return `status messages are cards of ${template}, where the app has the card permissions; else messages`
}
