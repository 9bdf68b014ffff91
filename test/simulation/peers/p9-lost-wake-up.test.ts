import { expect, test } from 'vitest'
import { HERE, Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

/** The peer strands a second message in half of the cases when it lands within two milliseconds of a turn's end. */
const PAIRS = 120

/** The peer strands 1,800 of 2,000. */
const MESSAGES = 1_000
const SESSIONS = 100

function chatsOf(count: number) {
  return Array.from(
    { length: count },
    (_, index) => ({ chat: { ...HERE, chat: `c${index}` }, policy: 'queue', notices: 'always' }) as const,
  )
}

for (const store of STORES) {
  test(`P9: a message that lands at the end of a turn is not left in the queue (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), { nodes: 2, chats: chatsOf(PAIRS) })
    for (let chat = 0; chat < PAIRS; chat += 1) {
      const first = await stage.say([{ do: 'wait' }], { chat })
      const turn = await stage.begun(first)
      stage.world.agents.waiting.get(turn.id)?.()
      // A little later each time: all places between the end's steps come up.
      for (let moment = 0; moment < chat; moment += 1) await Promise.resolve()
      const second = stage.world.say(stage.chat(chat), { id: 'ann' }, [])
      await stage.until(() => stage.answers(chat).length === 2, `${second.key} is answered, and no time has passed`)
    }
    expect(stage.violations).toEqual([])
  })

  test(`P9: no message of a burst to two nodes is left in the queue (${store.name})`, { timeout: 60_000 }, async () => {
    const stage = await Stage.open(await store.open(), { nodes: 2, chats: chatsOf(SESSIONS) })
    const events = Array.from({ length: MESSAGES }, (_, index) =>
      stage.world.say(stage.chat(index % SESSIONS), { id: 'ann' }, []),
    )
    const { posts } = stage.world.platformOf(HERE)
    const answered = () => posts.filter((post) => post.kind === 'reply').length
    await stage.until(() => answered() === MESSAGES, 'all are answered, and no time has passed')
    for (let chat = 0; chat < SESSIONS; chat += 1) {
      const asked = events.filter((event) => event.chat.chat === `c${chat}`).map((event) => event.key)
      expect(stage.answers(chat).flat()).toEqual(asked)
    }
    expect(stage.violations).toEqual([])
  })
}
