import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { webchatPlugin } from './openclaw-definition.ts'
import { fileName, serveFile } from './openclaw-files.ts'

const KEY = 'k'.repeat(24)
const bytes = new Uint8Array([1, 2, 3])

/** Serves one file to those with the token. */
async function served(): Promise<string> {
  const server = createServer((request, response) => {
    const isAuthorized = (): boolean => request.headers.authorization === 'Bearer right'
    void serveFile(request, response, { isAuthorized }, { read: async (key) => (key === KEY ? bytes : null) })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/files`
}

const headers = { authorization: 'Bearer right' }

test('a picture is shown, everything else is saved, and nothing in it runs', async () => {
  const url = await served()
  const picture = await fetch(`${url}/${KEY}/a.png`, { headers })
  expect(new Uint8Array(await picture.arrayBuffer())).toEqual(bytes)
  expect(picture.headers.get('content-type')).toBe('image/png')
  for (const name of ['a.svg', 'a.html', 'a']) {
    const file = await fetch(`${url}/${KEY}/${name}`, { headers })
    expect(file.headers.get('content-type')).toBe('application/octet-stream')
    expect(file.headers.get('content-disposition')).toBe('attachment')
    expect(file.headers.get('content-security-policy')).toContain('sandbox')
    await file.arrayBuffer()
  }
})

test('without the token, with another key or by another method there is no file', async () => {
  const url = await served()
  expect((await fetch(`${url}/${KEY}/a.png`)).status).toBe(401)
  expect((await fetch(`${url}/${'x'.repeat(24)}/a.png`, { headers })).status).toBe(404)
  expect((await fetch(`${url}/${KEY}/a.png`, { method: 'POST', headers })).status).toBe(405)
})

test('the address of a file is one that the page opens, whatever the file is called', () => {
  for (const name of ['a b.png', '../../etc/passwd', 'отчёт (1).pdf', '', '.env']) {
    expect(webchatPlugin.linkTo?.({ key: KEY, name })).toMatch(/^\.\/files\/[\w-]{24}\/[\w.%~-]+$/)
    expect(fileName(name)).not.toContain('/')
  }
})
