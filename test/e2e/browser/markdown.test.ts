import { expect } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'
import { test } from './support/browser-test.ts'
import { ChatPage } from './support/chat-page.ts'
import { EVENTUALLY } from './support/patience.ts'

const HOSTILE = `
<script>window.harmed = 'script'</script>
<img src="x" onerror="window.harmed = 'onerror'">
<svg onload="window.harmed = 'onload'"></svg><iframe src="javascript:window.harmed = 'iframe'"></iframe>
<a href="javascript:window.harmed = 'html link'">html link</a> <style>body { display: none }</style>

[plain](javascript:window.harmed='link') [cased](JaVaScRiPt:window.harmed='link')
[coded](javascript&colon;window.harmed='link') [split](java&#10;script:window.harmed='link')
[data](data:text/html,<script>window.harmed='data'</script>) [ref] <javascript:window.harmed='auto'>
![picture](javascript:window.harmed='picture') ![tracker](https://tracker.invalid/pixel.png "seen")
[good](https://example.com/a?b=c) <https://example.org/>

[ref]: javascript:window.harmed='ref'

| <img src=x onerror="window.harmed='cell'"> |
|---|
| <script>window.harmed='cell'</script> |

\`\`\`html
<script>window.harmed = 'code'</script>
\`\`\`

The end.`

test('what a model writes can neither run, nor load, nor restyle anything', async ({ browser }) => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({ env: modelVariables(model) })
  await using chat = await ChatPage.open(browser, gateway.url)
  const elsewhere: string[] = []
  chat.page.on('request', (request) => {
    if (!request.url().startsWith(gateway.url)) elsewhere.push(request.url())
  })
  model.enqueue(say(HOSTILE))
  await chat.say('hello')
  const answer = chat.answer('The end.')
  await answer.waitFor()

  // Every link that is left is pressed: a new tab would show what it leads to.
  const links = await answer.getByRole('link').all()
  const targets = await Promise.all(links.map((link) => link.getAttribute('href')))
  expect(targets).toEqual(['https://tracker.invalid/pixel.png', 'https://example.com/a?b=c', 'https://example.org/'])
  for (const link of links) {
    expect(await link.getAttribute('target')).toBe('_blank')
    expect(await link.getAttribute('rel')).toContain('noopener')
  }
  expect(await answer.locator('script, img, svg, iframe, style, object, [onerror], [onload], [style]').count()).toBe(0)
  expect(await chat.look('window.harmed')).toBeUndefined()
  expect(await chat.composer.isVisible()).toBe(true)
  expect(elsewhere).toEqual([])
  expect(await answer.textContent()).toContain("<script>window.harmed = 'script'</script>")
})

test('what a person writes is shown as it was written', async ({ open }) => {
  await using chat = await open()
  const text = '<b>bold</b> **stars** <img src=x onerror=alert(1)> &amp; [x](javascript:1)'
  await chat.say(text)
  await chat.answers.waitFor()
  expect(await chat.mine.textContent()).toBe(text)
})

test('the rules of the page would refuse code from elsewhere, and a refusal is noticed', async ({ open }) => {
  const chat = await open()
  await chat.look(
    `document.body.append(Object.assign(document.createElement('script'), { text: 'window.harmed = 1' }))`,
  )
  await expect.poll(() => chat.problems.join(), EVENTUALLY).toContain('CSP refused')
  expect(await chat.look('window.harmed')).toBeUndefined()
  await expect(chat[Symbol.asyncDispose]()).rejects.toThrow('the page had problems')
})
