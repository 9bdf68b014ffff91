import { afterAll, expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

const gateway = await GatewayProcess.start()
afterAll(() => gateway[Symbol.asyncDispose]())

const BAD_FRAMES: Readonly<Record<string, string | Buffer>> = {
  'no JSON': 'hello',
  'an empty frame': '',
  'binary data': Buffer.from([0, 1, 2, 255]),
  'JSON that is no object': '[{"type":"send"}]',
  null: 'null',
  'no type': '{}',
  'an unknown type': '{"type":"shout","text":"hello"}',
  'a message without a clientId': '{"type":"send","text":"hello"}',
  'a message without text': '{"type":"send","clientId":"x"}',
  'an empty message': '{"type":"send","clientId":"x","text":" \\n "}',
  'a message that is a number': '{"type":"send","clientId":"x","text":7}',
  'a clientId without end': JSON.stringify({ type: 'send', clientId: 'x'.repeat(5_000), text: 'hello' }),
  'a tap without a token': '{"type":"tap","noticeId":"x","action":"cancel"}',
  'a tap with an object for a token': '{"type":"tap","noticeId":"x","action":"cancel","token":{}}',
  'a second hello': '{"type":"hello","chat":null,"resumeFrom":null,"locale":"en"}',
  'a resumeFrom that is no number': '{"type":"hello","chat":null,"resumeFrom":"x","locale":"en"}',
  'nesting without end': '['.repeat(30_000),
}

for (const [what, frame] of Object.entries(BAD_FRAMES)) {
  test(`${what} is answered with an error, and the connection stays usable`, async () => {
    await using client = await gateway.client({ locale: 'ru' })
    client.raw(frame)
    const error = await client.until(() => client.framesOf('error')[0])
    const answer = await client.answer(await client.say('привет'))

    expect(error).toMatchObject({ code: 'bad_frame', text: expect.stringMatching(/[а-я]/) })
    expect(answer.text).toContain('привет')
    expect(client.framesOf('error')).toHaveLength(1)
  })
}
