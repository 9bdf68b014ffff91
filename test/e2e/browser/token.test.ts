import { expect } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'
import { test } from './support/browser-test.ts'

const TOKEN = 'a-token-of-some-length'
const PROTECTED = { env: { HOLDLINE_WEBCHAT_TOKEN: TOKEN } }

test('a protected page asks for the token, says when it is wrong, and lets in who knows it', async ({ browser }) => {
  await using gateway = await GatewayProcess.start(PROTECTED)
  const context = await browser.newContext({ locale: 'en-US' })
  const page = await context.newPage()
  expect((await page.goto(gateway.url))?.status()).toBe(401)
  const field = page.getByLabel('Access token')
  await field.fill('wrong')
  await field.press('Enter')
  await page.getByRole('alert').waitFor()
  expect(await page.getByTestId('composer').count()).toBe(0)

  await field.fill(TOKEN)
  await field.press('Enter')
  await page.getByTestId('composer').fill('hello')
  await page.getByTestId('composer').press('Enter')
  await page.locator('[data-role="agent"]').filter({ hasText: 'You wrote: hello' }).waitFor()
  expect(page.url()).not.toContain(TOKEN)
  await context.close()
})

test('a token that was changed while the page was open is asked for anew, without a reload', async ({ browser }) => {
  await using gateway = await GatewayProcess.start(PROTECTED)
  const context = await browser.newContext({ locale: 'en-US' })
  const page = await context.newPage()
  await page.goto(gateway.url)
  await page.getByLabel('Access token').fill(TOKEN)
  await page.getByLabel('Access token').press('Enter')
  await page.getByTestId('composer').waitFor()
  await gateway.kill()
  await gateway.restart({ HOLDLINE_WEBCHAT_TOKEN: 'another-token-of-some-length' })

  const field = page.getByTestId('token')
  await field.fill('not this one')
  await field.press('Enter')
  await page.getByText('A token has no spaces').waitFor()
  await field.fill('another-token-of-some-length')
  await field.press('Enter')
  await page.locator('[data-testid="connection"][data-state="online"]').waitFor({ state: 'attached' })
  expect(await page.getByTestId('composer').isVisible()).toBe(true)
  await context.close()
})
