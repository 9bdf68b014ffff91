import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

test('a model server that cannot be reached is tried again and then told', async () => {
  await using gateway = await GatewayProcess.start({
    env: { OPENAI_BASE_URL: `http://127.0.0.1:${await closedPort()}/v1`, HOLDLINE_MODEL: 'none' },
  })
  await using client = await gateway.client()
  await client.say('hello')

  const retrying = await client.until(() => client.live.find(({ reason }) => reason === 'retrying'))
  const failed = await client.until(() => client.framesOf('notice').find(({ kind }) => kind === 'failed'))
  const line = await gateway.logged(({ code }) => code === 'provider_error')

  expect(failed).toMatchObject({ noticeId: retrying.noticeId, state: 'closed' })
  expect(JSON.stringify(line.error)).toContain('ECONNREFUSED')
})

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
