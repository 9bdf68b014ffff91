import { once } from 'node:events'
import { createServer } from 'node:http'
import { type Clock, type Logger, StoreUnavailableError } from '@holdline/bridge'
import { createMemoryEngine } from '@holdline/store-memory'
import { createWebchat, type EventLogPort, eventLogOf } from '@holdline/webchat'
import { onTestFinished } from 'vitest'
import { RecordingInbox } from './channel/recording-inbox.ts'
import { type ChannelFixture, runChannelContract } from './channel.ts'
import { WebchatPerson } from './webchat-person.ts'

const clock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs).unref()
    return () => clearTimeout(timer)
  },
}

const logger: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** An event log whose appends can be made to fail, as when the database is gone. */
function fallible(log: EventLogPort): { log: EventLogPort; begin: () => () => void } {
  let down = false
  const append: EventLogPort['append'] = async (write, floor) => {
    if (down) throw new StoreUnavailableError('the database is gone')
    return log.append(write, floor)
  }
  const begin = () => {
    down = true
    return () => {
      down = false
    }
  }
  return { log: { ...log, append }, begin }
}

async function open(): Promise<ChannelFixture> {
  const engine = createMemoryEngine()
  const { log, begin } = fallible(eventLogOf(engine, 'default'))
  const channel = createWebchat({
    allowedOrigins: [],
    host: '127.0.0.1',
    locale: 'en',
    log,
    clock,
    logger,
    texts: (locale, key) => `${key} in ${locale}`,
    isControl: () => false,
    page: { files: new Map() },
  })
  const server = createServer().on('upgrade', channel.handleUpgrade)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const inbox = new RecordingInbox((write) => engine.append(write, 0))
  const abort = new AbortController()
  await channel.start(inbox, abort.signal)
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const { person, chat } = await WebchatPerson.connect(`ws://127.0.0.1:${port}/ws`)
  onTestFinished(async () => {
    person.close()
    await channel.close()
    server.close()
    await engine.close()
  })
  return {
    channel,
    inbox,
    stop: () => abort.abort(),
    chat: { channel: 'webchat', account: 'default', kind: 'direct', chat },
    person,
    troubles: [{ name: 'the database is gone', effect: 'retry', begin }],
  }
}

runChannelContract({
  open,
  lacks: { retire: 'the public protocol has no event that takes a notice back: it stays, closed' },
})
