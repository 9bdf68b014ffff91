import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { MAX_LOGIN_BYTES } from './limits.ts'
import { TestClient } from './testing/test-client.ts'
import { type ServerChoices, startWebchat } from './testing/webchat-server.ts'

async function start(choices?: ServerChoices) {
  const server = await startWebchat(choices)
  onTestFinished(() => server.close())
  return { ...server, base: `http://127.0.0.1:${server.port}` }
}

async function builtPage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'holdline-page-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'page/assets'), { recursive: true })
  await writeFile(join(folder, 'page/index.html'), '<!doctype html>')
  await writeFile(join(folder, 'page/assets/index-12345678.css'), 'body {}')
  await writeFile(join(folder, 'secret.txt'), 'secret')
  return join(folder, 'page')
}

/** Sends a path as it is; `fetch` would tidy it up. */
function statusOf(port: number, path: string, host = 'localhost'): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', path, headers: { host } }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.on('error', reject)
    sent.end()
  })
}

test('the built page is served from its folder', async () => {
  const { base } = await start({ page: { dir: await builtPage() } })
  expect(await (await fetch(base)).text()).toBe('<!doctype html>')
  const css = await fetch(`${base}/assets/index-12345678.css?x=1`)
  expect([css.status, css.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8'])
})

test.for([
  '/../secret.txt',
  '/assets/../../secret.txt',
  '/%2e%2e/secret.txt',
  '//etc/passwd',
  '/secret.txt',
  '/assets',
])('the path %s leads nowhere', async (path) => {
  const { port } = await start({ page: { dir: await builtPage() } })
  expect(await statusOf(port, path)).toBe(404)
})

test('HEAD tells the length and sends no body', async () => {
  const { base } = await start({ page: { dir: await builtPage() } })
  const response = await fetch(base, { method: 'HEAD' })
  expect([response.headers.get('content-length'), await response.text()]).toEqual(['15', ''])
})

test('what is not of the site is left to the host', async () => {
  const { base } = await start()
  expect(await (await fetch(`${base}/healthz`)).text()).toBe('not the site')
})

test('a page folder that does not exist is no reason not to start', async () => {
  const { base } = await start({ page: { dir: '/does/not/exist' } })
  expect((await fetch(base)).status).toBe(503)
})

test('the login cookie opens the page and the socket', async () => {
  const { base, socketUrl, webchat } = await start({ token: 's3cret' })
  const body = new URLSearchParams({ token: 's3cret' })
  const response = await fetch(`${base}/login`, { method: 'POST', body, redirect: 'manual' })
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? ''
  expect((await fetch(base, { headers: { cookie } })).status).toBe(200)
  const client = await TestClient.open(socketUrl, { headers: { cookie, origin: base } })
  client.send({ type: 'hello', chat: null, resumeFrom: null, locale: 'en' })
  await client.next('ready')
  expect(webchat.health().detail).toBe('1 connections')
})

test('a login form that is too large is refused', async () => {
  const { base } = await start({ token: 's3cret' })
  const body = new URLSearchParams({ token: 'x'.repeat(MAX_LOGIN_BYTES) })
  expect((await fetch(`${base}/login`, { method: 'POST', body })).status).toBe(413)
})

test('the host can ask whether a request has the token', async () => {
  const { base } = await start({ token: 's3cret' })
  expect((await fetch(`${base}/metrics`)).status).toBe(401)
  expect((await fetch(`${base}/metrics`, { headers: { authorization: 'Bearer s3cret' } })).status).toBe(200)
})

test('without a token, a name that was rebound to this machine is refused', async () => {
  const { port } = await start()
  expect(await statusOf(port, '/', 'rebound.evil.example')).toBe(403)
  expect(await statusOf(port, '/', 'localhost')).toBe(200)
})
