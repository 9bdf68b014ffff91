import { type ChannelMemory, channelMemory, type Engine } from '@holdline/bridge'

/**
 * What an account has to know after a restart: where chats are (webhooks), which labels stand on messages, which cards
 * are out, and what the buttons of messages mean.
 */
export interface ChannelState {
  readonly chats: ChannelMemory
  readonly emotions: ChannelMemory
  readonly cards: ChannelMemory
  readonly buttons: ChannelMemory
}

/** The state of an account in a store. */
export function stateOf(engine: Pick<Engine, 'find' | 'write'>, account: string): ChannelState {
  const memory = (name: string): ChannelMemory => channelMemory(engine, `dingtalk:${account}:${name}`)
  return { chats: memory('chats'), emotions: memory('emotions'), cards: memory('cards'), buttons: memory('buttons') }
}
