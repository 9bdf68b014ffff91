import {
  type AccountHealth,
  backoff,
  type ChannelMemory,
  type Clock,
  type Inbox,
  type Logger,
  pause,
  startReceiving,
} from '@holdline/bridge'
import type { CommunityIdentity } from './address.ts'
import { groupsSchema } from './answers.ts'
import type { VkApi } from './api.ts'
import type { Callback, CallbackAddress, CallbackTaker } from './callback.ts'
import { isLasting, pauseAfter, VkFailure } from './errors.ts'
import { LOOKS_AFTER_CONFIRMATION_MS, POLL_BACKOFF, START_PATIENCE_MS } from './limits.ts'
import { poll } from './poll.ts'
import { explain, WrongCommunityError } from './problems.ts'
import type { Receiver } from './receiver.ts'
import { switchOnCallback, switchOnLongPoll } from './settings.ts'

/** What a {@link Transport} works with. */
export interface TransportParts {
  readonly api: VkApi
  /** The configured community; absent: the token's. */
  readonly groupId: number | undefined
  /** Where the place in VK's events is kept. */
  readonly memory: ChannelMemory
  readonly health: AccountHealth
  readonly clock: Clock
  readonly logger: Logger
  /** Absent: events are asked for by long polling. */
  readonly callback?: { readonly address: CallbackAddress; readonly server: Callback }
  readonly receiver: (us: CommunityIdentity, inbox: Inbox, signal: AbortSignal) => Receiver
}

/** Connects an account: finds out which community it is, switches on what it needs, and receives until it is stopped. */
export class Transport {
  readonly #parts: TransportParts

  constructor(parts: TransportParts) {
    this.#parts = parts
  }

  /**
   * Resolves when the account receives; when VK cannot be reached, after some seconds all the same: then it goes on
   * trying, and the other channels need not wait.
   */
  async start(inbox: Inbox, signal: AbortSignal): Promise<void> {
    const { api, health, clock, logger } = this.#parts
    await startReceiving({
      channel: 'vk',
      key: api.token,
      twice: 'two VK accounts have the same community token',
      health,
      clock,
      logger,
      patienceMs: START_PATIENCE_MS,
      run: (ready) => this.#run(inbox, signal, ready),
      signal,
    })
  }

  async #run(inbox: Inbox, signal: AbortSignal, ready: () => void): Promise<void> {
    const { api, health, clock, logger, callback, memory } = this.#parts
    const us = await this.#untilItWorks(() => this.#identity(signal), signal, ready)
    const receiver = this.#parts.receiver(us, inbox, signal)
    const how = { community: us.screenName, by: callback === undefined ? 'long polling' : 'Callback API' }
    if (callback === undefined) {
      await this.#untilItWorks(() => switchOnLongPoll(api, us.id, logger, signal), signal, ready)
      const received = () => {
        logger.info(how, 'vk: receiving')
        ready()
      }
      const take: Receiver['take'] = (events) => receiver.take(events)
      const parts = { api, groupId: us.id, take, memory, health, clock, logger, signal }
      await poll({ ...parts, ready: received, hopeless: ready })
      return
    }
    const seeTo = async (): Promise<boolean> => {
      const toDo = await switchOnCallback(api, callback.address, logger, signal)
      if (toDo === undefined) health.set('ready')
      else health.set('degraded', `not all settings at VK could be seen to: ${toDo}`)
      return toDo === undefined
    }
    // Not before the first look is done.
    let state: 'looking' | 'open' | 'settled' = 'looking'
    /** An operator adds the server at VK while the gateway runs: its confirmation and its first events tell. */
    const lookAgain = async (): Promise<void> => {
      if (state !== 'open') return
      state = 'looking'
      try {
        state = (await seeTo()) ? 'settled' : 'open'
      } catch (error) {
        state = 'open'
        if (!signal.aborted) logger.warn({ error }, 'vk: the settings at VK could not be looked at')
      }
    }
    let following = false
    /** VK sends nothing before types of events are chosen: right after its confirmation a new server is looked for. */
    const follow = async (): Promise<void> => {
      if (following) return
      following = true
      try {
        for (const ms of LOOKS_AFTER_CONFIRMATION_MS) {
          await pause(ms, clock, signal)
          await lookAgain()
        }
      } catch {
        // It was stopped.
      } finally {
        following = false
      }
    }
    const taker: CallbackTaker = {
      take(events) {
        void lookAgain()
        return receiver.take(events)
      },
      confirmed: () => void follow(),
    }
    callback.server.open(taker, signal)
    state = (await this.#untilItWorks(seeTo, signal, ready)) ? 'settled' : 'open'
    logger.info(how, 'vk: receiving')
    ready()
  }

  async #identity(signal: AbortSignal): Promise<CommunityIdentity> {
    const { groupId, health } = this.#parts
    const group = await this.#community(signal)
    if (groupId !== undefined && group.id !== groupId) throw new WrongCommunityError(group.id, groupId)
    const screenName = group.screen_name ?? `club${group.id}`
    health.note('community', `vk.com/${screenName}`)
    return { id: group.id, screenName }
  }

  /** Where the number is configured, a VK that does not tell the short name holds nothing up. */
  async #community(signal: AbortSignal): Promise<{ readonly id: number; readonly screen_name?: string | undefined }> {
    const { api, groupId, logger } = this.#parts
    const method = 'groups.getById'
    try {
      const [group] = (await api.call(method, {}, groupsSchema, { kind: 'answer', signal })).groups
      if (group === undefined) throw new VkFailure('unauthorized', method, 'the token is of no community')
      return group
    } catch (error) {
      if (groupId === undefined || !isLasting(error)) throw error
      logger.warn({ error }, 'vk: the community’s short name is not known; mentions by it are not recognised')
      return { id: groupId }
    }
  }

  /** A token that is not known stays so: nobody has to wait for it. */
  async #untilItWorks<T>(step: () => Promise<T>, signal: AbortSignal, giveUpWaiting: () => void): Promise<T> {
    const { health, clock, logger } = this.#parts
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await step()
      } catch (error) {
        signal.throwIfAborted()
        const problem = explain(error)
        health.set(problem.state, problem.text)
        if (problem.grave) logger.error({ error, attempt }, `vk: ${problem.text}`)
        else logger.warn({ error, attempt }, `vk: ${problem.text}`)
        if (problem.state === 'failed') giveUpWaiting()
        const asked = error instanceof VkFailure && error.kind !== 'server' ? pauseAfter(error) : 0
        if (asked > 0) await pause(asked, clock, signal)
        else await backoff(attempt, POLL_BACKOFF, clock, signal)
      }
    }
  }
}
