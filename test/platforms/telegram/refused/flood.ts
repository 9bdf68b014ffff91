import { call, type Scene } from '../scene.ts'
import { group, type RefusedCase } from './refused-case.ts'

const noisy = async (scene: Scene, method: string, params: object, times: number) => {
  for (let n = 0; n < times; n += 1) await call(scene, method, { ...params, text: `${n}` })
  return call(scene, method, params)
}

/** Too much at once. */
export const REFUSED_FLOOD: readonly RefusedCase[] = [
  {
    rule: 'flood.chat',
    what: 'a sixth message at once',
    code: 429,
    words: 'Too Many Requests: retry after 1',
    parameters: { retry_after: 1 },
    run: (s) => noisy(s, 'sendMessage', { chat_id: s.chat.id, text: 'x' }, 5),
  },
  {
    rule: 'flood.group',
    what: 'a 21st message in a minute',
    code: 429,
    words: 'Too Many Requests: retry after 3',
    parameters: { retry_after: 3 },
    options: { limits: { chatBurst: 100 } },
    run: (s) => noisy(s, 'sendMessage', { chat_id: group(s).id, text: 'x' }, 20),
  },
  {
    rule: 'flood.overall',
    what: 'a 31st message in a second',
    code: 429,
    words: 'Too Many Requests: retry after 1',
    options: { limits: { chatBurst: 100 } },
    run: (s) => noisy(s, 'sendMessage', { chat_id: s.chat.id, text: 'x' }, 30),
  },
  {
    rule: 'flood.typing',
    what: 'typing without a pause',
    code: 429,
    words: 'Too Many Requests: retry after 1',
    run: (s) => noisy(s, 'sendChatAction', { chat_id: s.chat.id, action: 'typing' }, 5),
  },
  {
    rule: 'flood.draft',
    what: 'a draft that changes all the time',
    code: 429,
    words: 'Too Many Requests: retry after 1',
    run: (s) => noisy(s, 'sendMessageDraft', { chat_id: s.chat.id, draft_id: 1 }, 10),
  },
]
