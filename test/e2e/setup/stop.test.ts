import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} ends an idle gateway with 0, and takes the pid file away`, async () => {
    await using gateway = await GatewayProcess.start()
    await using client = await gateway.client()
    expect(gateway.stdout).toBe(`holdline ready ${gateway.url}\n`)

    gateway.signal(signal)

    expect(await gateway.exited()).toEqual({ code: 0, signal: null })
    expect(await client.closed()).toBe(1001)
    expect(existsSync(join(gateway.stateDir, 'holdline.pid'))).toBe(false)
    expect(gateway.stdout).toBe(`holdline ready ${gateway.url}\n`)
    expect(gateway.log.filter(({ level }) => level > 30)).toEqual([])
  })
}
