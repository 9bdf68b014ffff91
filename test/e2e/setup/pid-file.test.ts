import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

test('the pid file names the process that serves, and conversations are readable by their owner only', async () => {
  await using gateway = await GatewayProcess.start()
  process.kill(gateway.pid, 'SIGKILL')
  expect(await gateway.exited()).toEqual({ code: null, signal: 'SIGKILL' })

  const mode = (file: string) => (statSync(join(gateway.stateDir, file)).mode & 0o777).toString(8)
  expect({ db: mode('holdline.db'), pid: mode('holdline.pid') }).toEqual({ db: '600', pid: '600' })
  await gateway.restart()
  expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200)
})
