// Every rule that this platform enforces: what it is called, who says so, and whose fault it is when a call meets it. The
// server and the msw handlers refuse by the same rules, in the same words. What a source says:
//   facts     the measured and read facts about DingTalk, §2, at the number that is named
//   python    the official dingtalk-stream-sdk-python at 0f54ff9: file
//   node      dingtalk-stream 2.1.5: dist/client.mjs
//   own       stricter than the platform, because a bot that trips over it has a bug

import type { Blame } from '../kit/blame.ts'

interface Rule {
  readonly source: string
  readonly blame: Blame
}

const BOT = 'bot' satisfies Blame
const NOBODY = 'nobody' satisfies Blame

/** The rules by name. */
export const RULES = {
  'endpoint.known': { blame: BOT, source: 'own: this platform has only what a bot of ours may call' },
  'body.json': { blame: BOT, source: 'own' },
  'body.field': { blame: BOT, source: 'facts 2.6, 2.7; own for unknown fields' },
  'secret.query': { blame: BOT, source: 'facts 2.6: the legacy way puts secrets into addresses, which proxies log' },

  'credentials.valid': { blame: NOBODY, source: 'facts 2.3' },
  'token.valid': { blame: NOBODY, source: 'facts 2.6: reset on 401' },
  'permission.granted': { blame: NOBODY, source: 'facts 2.6' },
  'rate.qps': { blame: BOT, source: 'facts 2.6, 2.7: QpsLimit' },

  'stream.accept': { blame: BOT, source: 'node: without Accept the answer is XML' },
  'stream.subscriptions': { blame: BOT, source: 'facts 2.3 item 9' },
  'ticket.valid': { blame: NOBODY, source: 'facts 2.1: valid for 90 s, once' },
  'ticket.encoded': { blame: BOT, source: 'facts 2.1: a ticket has characters that mean something else in an address' },
  'ack.shape': { blame: BOT, source: 'facts 2.4' },
  'ack.known': { blame: BOT, source: 'own' },
  'ping.answered': { blame: BOT, source: 'facts 2.4: SYSTEM ping, with the same data' },
  'callback.answered': { blame: BOT, source: 'facts 2.7: within 2 s' },

  'webhook.session': { blame: NOBODY, source: 'facts 2.6: sessionWebhookExpiredTime' },
  'webhook.rate': { blame: BOT, source: 'facts 2.6: 20 a minute, then a pause of 10 minutes' },
  'message.type': { blame: BOT, source: 'facts 2.6' },
  'message.text': { blame: BOT, source: 'own: a message without words' },
  'message.length': { blame: BOT, source: 'facts 2.6' },
  'message.at': { blame: BOT, source: 'facts 2.6: a person is named in the text, too' },
  'button.url': { blame: BOT, source: 'facts 2.7 A' },
  'button.dtmd': { blame: BOT, source: 'facts 2.7 A: lower case, encoded' },
  'msgparam.string': { blame: BOT, source: 'facts 2.6: JSON in a string' },
  'robot.code': { blame: BOT, source: 'facts 2.6' },
  'chat.found': { blame: NOBODY, source: 'facts 2.6' },
  'recall.known': { blame: NOBODY, source: 'facts 2.6: within 24 h' },

  'card.template': { blame: NOBODY, source: 'facts 2.7 B: a template is mandatory, public ones may go' },
  'card.params': { blame: BOT, source: 'facts 2.7 B: all values are strings' },
  'card.id': { blame: BOT, source: 'own: outTrackId names one card' },
  'card.space': { blame: BOT, source: 'facts 2.7 B: openSpaceId and its model' },
  'card.found': { blame: NOBODY, source: 'facts 2.7 B' },
  'card.status': { blame: BOT, source: 'facts 2.7 B: flowStatus 1 to 5' },
  'card.callback': { blame: BOT, source: 'facts 2.7 B: buttons that call back need callbackType STREAM' },

  'emotion.message': { blame: BOT, source: 'facts 2.8: a person’s message of this conversation' },
  'emotion.name': { blame: BOT, source: 'facts 2.8: a recall needs the same name' },
  'file.code': { blame: NOBODY, source: 'the API’s reference: a downloadCode expires' },
} as const satisfies Record<string, Rule>

/** The name of a rule. */
export type RuleName = keyof typeof RULES
