import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { AccessRules } from './access.ts'
import { readPage } from './page-files.ts'
import { Site } from './site.ts'
import { testTexts } from './testing/webchat-server.ts'

const BASE = 'http://127.0.0.1:8787'
const PAGE = '<!doctype html><title>page</title>'

const leaks: string[] = []
const server = setupServer()
beforeAll(() =>
  server.listen({
    onUnhandledFrame({ frame, defaults }) {
      leaks.push(frame.protocol)
      defaults.error()
      throw HttpResponse.error()
    },
  }),
)
afterEach(() => {
  server.resetHandlers()
  expect(leaks.splice(0)).toEqual([])
})
afterAll(() => server.close())

/** Puts the site behind `fetch`, as its host does. */
function serve(access: Partial<AccessRules> = {}): void {
  const files = new Map([
    ['index.html', Buffer.from(PAGE)],
    ['assets/index-DiwrgTda.js', Buffer.from('start()')],
    ['favicon.svg', Buffer.from('<svg/>')],
  ])
  const page = readPage({ files })
  const site = new Site({
    access: { allowedOrigins: [], loopback: true, ...access },
    page,
    texts: testTexts,
    locale: 'en',
  })
  server.use(
    http.all(`${BASE}/*`, async ({ request }) => {
      const path = new URL(request.url).pathname
      if (!site.owns(path)) return new HttpResponse('not the site', { status: 404 })
      const headers = { host: '127.0.0.1:8787', ...Object.fromEntries(request.headers) }
      const form = async () => new URLSearchParams(await request.text())
      const {
        status,
        headers: answered,
        body,
      } = await site.answer({ method: request.method, path, headers, secure: false }, form)
      return new HttpResponse([204, 303, 304].includes(status) ? null : Buffer.from(body), {
        status,
        headers: answered,
      })
    }),
  )
}

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${BASE}${path}`, { headers })
const login = (token: string, headers: Record<string, string> = {}) =>
  fetch(`${BASE}/login`, { method: 'POST', body: new URLSearchParams({ token }), headers, redirect: 'manual' })

test('the page is served with everything that keeps it safe', async () => {
  serve()
  const response = await get('/')
  expect(await response.text()).toBe(PAGE)
  expect(response.headers.get('content-security-policy')).toBe(
    "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  )
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect(response.headers.get('referrer-policy')).toBe('same-origin')
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
})

test('a file with its hash in its name is kept for ever, others are asked for again', async () => {
  serve()
  expect((await get('/assets/index-DiwrgTda.js')).headers.get('cache-control')).toContain('immutable')
  const icon = await get('/favicon.svg')
  expect(icon.headers.get('cache-control')).toBe('no-cache')
  expect((await get('/favicon.svg', { 'if-none-match': icon.headers.get('etag') ?? '' })).status).toBe(304)
})

test('the page is for reading only', async () => {
  serve()
  const response = await fetch(`${BASE}/`, { method: 'POST' })
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
})

test('a plain request to the socket is told to upgrade', async () => {
  serve()
  expect((await get('/ws')).status).toBe(426)
})

test('a browser without the token gets the form, in its language, and no page', async () => {
  serve({ token: 's3cret' })
  const response = await get('/', { 'accept-language': 'ru-RU,ru;q=0.9' })
  const body = await response.text()
  expect(response.status).toBe(401)
  expect(body).toContain('<html lang="ru">')
  expect(body).toContain('Токен доступа')
  expect(body).not.toContain(PAGE)
})

test('the form runs no script and loads nothing', async () => {
  serve({ token: 's3cret' })
  const response = await get('/')
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/)
  expect(await response.text()).not.toMatch(/<script|\son\w+=|src=/)
})

test('files of the page need the token too', async () => {
  serve({ token: 's3cret' })
  expect((await get('/assets/index-DiwrgTda.js')).status).toBe(401)
  expect((await get('/assets/index-DiwrgTda.js', { authorization: 'Bearer s3cret' })).status).toBe(200)
})

test('the right token logs the browser in', async () => {
  serve({ token: 's3cret' })
  const response = await login('s3cret', { origin: BASE })
  expect([response.status, response.headers.get('location')]).toEqual([303, './'])
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? ''
  expect(await (await get('/', { cookie })).text()).toBe(PAGE)
})

test('a wrong token gets the form again, and says so', async () => {
  serve({ token: 's3cret' })
  const response = await login('wrong')
  expect(response.status).toBe(401)
  expect(response.headers.get('set-cookie')).toBeNull()
  expect(await response.text()).toContain('role="alert"')
})

test('another site cannot log a browser in', async () => {
  serve({ token: 's3cret' })
  expect((await login('s3cret', { origin: 'https://evil.example' })).status).toBe(403)
})

test('without a token there is nothing to log in to', async () => {
  serve()
  expect((await login('anything')).status).toBe(404)
})

test('a page that was not built is an error of the server', async () => {
  const site = new Site({
    access: { allowedOrigins: [], loopback: true },
    page: new Map(),
    texts: testTexts,
    locale: 'en',
  })
  onTestFinished(() => server.resetHandlers())
  const answer = await site.answer(
    { method: 'GET', path: '/', headers: { host: 'localhost' }, secure: false },
    async () => new URLSearchParams(),
  )
  expect(answer.status).toBe(503)
})
