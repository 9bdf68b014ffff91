import type { ForeignKey } from '@holdline/openclaw'

const HERE = 'status messages, buttons and formatting are this channel’s own'

const refused = (why: string): ForeignKey => ({ taken: 'refused', why })
const ignored = (why: string): ForeignKey => ({ taken: 'ignored', why })

const OWN_PORT = refused('the gateway’s own port serves the webhook; give its public address in webhookUrl')

/**
 * What operators may have in the section of the host's bundled channel and is not taken here. Keys that restrict somebody
 * are refused: a restriction that has no effect would be worse than none.
 */
export const FOREIGN_KEYS: Readonly<Record<string, ForeignKey>> = {
  tokenFile: refused('put the file into secrets.providers and refer to it in botToken: {source: "file", provider, id}'),
  webhookPath: OWN_PORT,
  webhookHost: OWN_PORT,
  webhookPort: OWN_PORT,
  webhookCertPath: refused('Telegram needs a certificate that the public knows; end TLS in front of the gateway'),
  direct: refused('tool policies by chat are not possible; use those of the agent'),
  execApprovals: refused('who may give commands approves: those in allowFrom'),
  trustedLocalFileRoots: refused('files are always downloaded from the Bot API server'),
  configWrites: refused('this channel never writes the configuration'),
  capabilities: ignored('buttons are used wherever Telegram has them'),
  markdown: ignored(HERE),
  richMessages: ignored(HERE),
  linkPreview: ignored('addresses in answers are never unfolded'),
  textChunkLimit: ignored('answers are split where Telegram’s limit is'),
  replyToMode: ignored('the first part of an answer replies to its question'),
  responsePrefix: ignored('answers are sent as the agent writes them'),
  silentErrorReplies: ignored('see failures'),
  errorPolicy: ignored('see failures'),
  mentionPatterns: ignored('the bot counts as addressed by its name, a reply or a command'),
  contextVisibility: ignored('the agent sees the message, and what it quotes'),
  historyLimit: ignored('messages that are not for the bot are not kept'),
  dmHistoryLimit: ignored('the session has the history'),
  dms: ignored('the session has the history'),
  heartbeatVisibility: ignored('see notices'),
  healthMonitor: ignored('the channel reconnects by itself'),
  joinIntro: ignored('the bot speaks when it is spoken to'),
  commands: ignored('the menu has this channel’s commands'),
  customCommands: ignored('the menu has this channel’s commands'),
  network: ignored('see proxy'),
  threadBindings: ignored('every topic is a session of its own'),
  reactionNotifications: ignored('reactions are not passed on'),
  reactionLevel: ignored('the bot does not react'),
  ackReaction: ignored('typing and status messages say that work goes on'),
  autoTopicLabel: ignored('topics keep their names'),
}
