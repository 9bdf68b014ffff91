import { InputFile } from 'grammy'
import { expect, test } from 'vitest'
import { ManualClock } from '../kit/manual-clock.ts'
import { album, audio, contact, document, location, photo, sticker, video, voice } from './content.ts'
import { type Scene, sceneOn } from './scene.ts'
import { TRANSPORTS } from './transports.ts'

const bytes = Uint8Array.from({ length: 300 }, (_, index) => index % 251)

async function download({ api, url, bot }: Scene, fileId: string): Promise<Response> {
  const { file_path } = await api.getFile(fileId)
  return fetch(`${url}/file/bot${bot.token}/${file_path}`)
}

for (const { name, start } of TRANSPORTS) {
  const make = async () => {
    const clock = new ManualClock()
    return sceneOn(await start({ clock }), clock)
  }

  test(`${name}: what a person sends can be downloaded as it was`, async () => {
    const s = await make()
    s.ann.sends(
      s.chat,
      document({ bytes, fileName: 'план.pdf', mimeType: 'application/pdf', caption: 'Read @holdline_bot' }),
    )
    const [update] = await s.api.getUpdates()
    const message = update?.message
    expect(message?.document).toMatchObject({ file_name: 'план.pdf', mime_type: 'application/pdf', file_size: 300 })
    expect([message?.caption, message?.caption_entities?.[0]?.type]).toEqual(['Read @holdline_bot', 'mention'])
    const response = await download(s, message?.document?.file_id ?? '')
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes)
  })

  test(`${name}: a photo has sizes, a voice message a duration`, async () => {
    const s = await make()
    s.ann.sends(s.chat, photo({ bytes }))
    s.ann.sends(s.chat, voice({ duration: 12 }))
    const [first, second] = await s.api.getUpdates()
    const sizes = first?.message?.photo ?? []
    expect(sizes.map(({ file_size }) => file_size)).toEqual([16, 300])
    expect((await download(s, sizes.at(-1)?.file_id ?? '')).status).toBe(200)
    expect(second?.message?.voice?.duration).toBe(12)
  })

  test(`${name}: an album is several messages of one group, the caption on one`, async () => {
    const s = await make()
    const sent = s.ann.sends(s.chat, album(photo({ caption: 'Look' }), photo()))
    const messages = (await s.api.getUpdates()).map(({ message }) => message)
    expect(messages.map((message) => message?.caption)).toEqual(['Look', undefined])
    expect(new Set(messages.map((message) => message?.media_group_id)).size).toBe(1)
    expect(sent).toHaveLength(2)
  })

  test(`${name}: what a bot uploads is in the chat, and can be sent again by its id`, async () => {
    const s = await make()
    const sent = await s.api.sendDocument(s.chat.id, new InputFile(bytes, 'answer.md'), {
      caption: '<b>All</b> of it',
      parse_mode: 'HTML',
    })
    expect(s.chat.last?.document).toMatchObject({ name: 'answer.md', size: 300, bytes })
    expect([s.chat.last?.text, s.chat.last?.entities[0]?.type]).toEqual(['All of it', 'bold'])
    await s.api.sendDocument(s.chat.id, sent.document.file_id)
    expect(s.chat.last?.document?.bytes).toEqual(bytes)
    await s.api.sendPhoto(s.chat.id, new InputFile(bytes))
    expect(s.chat.last?.photo?.size).toBe(300)
    expect(s.telegram.calls[0]?.files).toEqual(['answer.md'])
    expect(s.telegram.violations).toEqual([])
  })

  test(`${name}: people send whatever clients send`, async () => {
    const s = await make()
    s.ann.sends(s.chat, audio({ duration: 180 }))
    s.ann.sends(s.chat, video())
    s.ann.sends(s.chat, sticker({ emoji: '🐳' }))
    s.ann.sends(s.chat, location(55.75, 37.61))
    s.ann.sends(s.chat, contact('Ben', '+100200300'))
    const kinds = (await s.api.getUpdates()).map(({ message }) => message)
    expect(kinds[0]?.audio).toMatchObject({ duration: 180, file_name: 'song.mp3' })
    expect(kinds[1]?.video?.mime_type).toBe('video/mp4')
    expect(kinds[2]?.sticker).toMatchObject({ emoji: '🐳', is_animated: false })
    expect(kinds[3]?.location).toEqual({ latitude: 55.75, longitude: 37.61 })
    expect(kinds[4]?.contact).toEqual({ first_name: 'Ben', phone_number: '+100200300' })
  })

  test(`${name}: a download needs the right token and a path there is`, async () => {
    const s = await make()
    const { document: file } = s.ann.sends(s.chat, document())
    const { file_path } = await s.api.getFile(file?.id ?? '')
    expect((await fetch(`${s.url}/file/bot1:wrong/${file_path}`)).status).toBe(401)
    expect((await fetch(`${s.url}/file/bot${s.bot.token}/documents/other`)).status).toBe(404)
  })
}
