import { locales } from '@holdline/locales'
import { expect, test } from 'vitest'
import { createTranslator } from '../i18n/create-translator.ts'
import type { NoticeContent } from '../store/notice-content.ts'
import { FAILURE_CODES, FAILURES } from '../words/failure.ts'
import { busy, ended, NOW, recordOf, showWith } from './fixtures.ts'

const show = showWith(createTranslator(locales, 'en'))

const queued = { type: 'queued', position: 2, inboundId: 'inbound-1' } as const
const group = { channel: 'telegram', account: 'default', kind: 'group', chat: '-1' } as const
const anna = { id: '1', name: 'Anna' } as const

const lines = (content: NoticeContent, locale?: string) => show(recordOf(content), locale).text.split('\n')
const actions = (content: NoticeContent) => show(recordOf(content)).buttons.map(({ action }) => action)

test('a busy notice says what is done, for how long, the place in line and how long it usually takes', () => {
  const content = busy({ latest: queued, usually: { fromMs: 41_000, toMs: 58_000 } })
  expect(lines(content)).toEqual([
    '⏳ The AI model is preparing an answer (25 sec in total so far)',
    'Message received: number 2 in line.',
    'Usually takes 40–60 sec.',
  ])
  expect(lines(content, 'ru')).toEqual([
    '⏳ Модель ИИ готовит ответ (всего уже 25 с)',
    'Сообщение принято: номер 2 в очереди.',
    'Обычно это занимает 40–60 с.',
  ])
  expect(lines(content, 'zh-CN')).toEqual([
    '⏳ AI 模型正在准备回答（累计用时25秒）',
    '消息已收到，排队第 2 位。',
    '通常需要40-60秒。',
  ])
})

test('the public fields of a busy notice', () => {
  const notice = show(recordOf(busy({ latest: queued }), { replyTo: 'm1', revision: 3 }), 'ru-RU')
  expect(notice).toMatchObject({ noticeId: 'notice-1', revision: 3, kind: 'busy', state: 'live', replyTo: 'm1' })
  expect(notice).toMatchObject({ reason: 'waiting_model_response', queuePosition: 2, elapsedMs: 25_000, locale: 'ru' })
})

test('a tool is named by its label, made safe, and never by more', () => {
  const phase = { code: 'tool_running', since: NOW, label: 'Web\nsearch @all\u202e' } as const
  expect(lines(busy({ phase }))[0]).toBe('⏳ Using a tool: Web search ＠all (25 sec in total so far)')
  expect(lines(busy({ phase: { ...phase, label: ' \u200b' } }))[0]).toBe('⏳ Using a tool (25 sec in total so far)')
})

test('a rate limit says until when, in how long, and which try comes then', () => {
  const phase = { code: 'rate_limited', since: NOW, until: NOW + 45_000, attempt: 2, attempts: 4 } as const
  expect(lines(busy({ phase }))).toEqual([
    "⏳ The AI model's service asked for a pause (25 sec in total so far)",
    'It goes on at 2:14:05 PM UTC (in 45 sec).',
    'Try 2 of 4.',
  ])
  const moscow = show(recordOf(busy({ phase })), 'ru', { timeZone: 'Europe/Moscow' }).text
  expect(moscow).toContain('Продолжение в 17:14:05 GMT+3 (через 45 с).')
})

test('a short wait has no time of day, and one that is over is not told as the future', () => {
  const phase = { code: 'retrying', since: NOW, attempt: 2, attempts: 4 } as const
  expect(lines(busy({ phase: { ...phase, until: NOW + 3_000 } }))[1]).toBe('It goes on in 3 sec.')
  expect(lines(busy({ phase: { ...phase, until: NOW + 2_001 } }))[1]).toBe('It goes on in 3 sec.')
  expect(lines(busy({ phase: { ...phase, until: NOW - 1 } }))[1]).toBe('It goes on any moment now.')
})

test('a stalled turn says since when nothing has moved', () => {
  expect(lines(busy({ startedAt: NOW - 300_000, stalledAt: NOW - 130_000 }))).toEqual([
    '⚠️ The AI model is preparing an answer (5 min in total so far)',
    'No progress for more than 2 min, 10 sec. It may be stuck.',
  ])
})

test('a turn that takes longer than usual says so', () => {
  const content = busy({ startedAt: NOW - 90_000, usually: { fromMs: 41_000, toMs: 58_000 } })
  expect(lines(content).at(-1)).toBe('This is taking longer than the usual 40–60 sec.')
})

test('a turn is not late before the time that people were told', () => {
  const after = (ms: number) => lines(busy({ startedAt: NOW - ms, usually: { fromMs: 41_000, toMs: 58_000 } })).at(-1)
  expect(after(59_999)).toBe('Usually takes 40–60 sec.')
  expect(after(60_001)).toBe('This is taking longer than the usual 40–60 sec.')
})

test("of another surface's run nothing is shown but that there is one", () => {
  const phase = { code: 'tool_running', since: NOW, label: 'Secret tool' } as const
  const content = busy({ phase, elsewhere: true, latest: queued, usually: { fromMs: 1_000, toMs: 2_000 } })
  expect(lines(content)).toEqual([
    '⏳ The agent is busy with a request from another place (25 sec in total so far)',
    'Message received: number 2 in line.',
  ])
  expect(actions(content)).toEqual(['wait', 'new', 'dequeue'])
})

test('where the reader sees a running clock the text has no elapsed time', () => {
  expect(show(recordOf(busy()), 'en', { ticks: true }).text).toBe('⏳ The AI model is preparing an answer')
})

test('what is told once has no running clock, and says the time', () => {
  const phase = { code: 'waiting_model_response', since: NOW - 25_000 } as const
  const startedAt = NOW - 25_000
  const status = { type: 'info', what: 'status', phase, startedAt, queued: 0, tasks: 0, policy: 'queue' } as const
  const task = { number: 1, title: 'hello', kind: 'foreground', phase, startedAt } as const
  for (const content of [status, { type: 'info', what: 'tasks', tasks: [task] } as const])
    expect(show(recordOf(content), 'en', { ticks: true }).text).toContain('(25 sec in total so far)')
})

test('buttons follow the situation', () => {
  expect(actions(busy())).toEqual(['wait', 'cancel', 'new', 'background'])
  expect(actions(busy({ latest: queued }))).toEqual(['wait', 'cancel', 'new', 'dequeue', 'background'])
  expect(actions(busy({ latest: { type: 'steered', inboundId: 'i' } }))).toEqual([
    'wait',
    'cancel',
    'new',
    'background',
  ])
  expect(actions(busy({ background: true }))).toEqual(['wait', 'cancel'])
  expect(actions(busy({ phase: { code: 'cancelling', since: NOW }, latest: queued }))).toEqual(['new', 'dequeue'])
  expect(show(recordOf(busy(), { state: 'closed' })).buttons).toEqual([])
})

test('only allowed actions have buttons, and each has its label, token and style', () => {
  const notice = show(recordOf(busy({ latest: queued })), 'ru', { actions: ['dequeue', 'cancel', 'wait'] })
  expect(notice.buttons).toEqual([
    { action: 'wait', label: 'Подождать', token: 'wait:turn-1', style: 'primary' },
    { action: 'cancel', label: 'Отменить', token: 'cancel:turn-1', style: 'danger' },
    { action: 'dequeue', label: 'Убрать моё сообщение', token: 'dequeue:inbound-1', style: 'secondary' },
  ])
})

test('a finished turn closes quietly', () => {
  const notice = show(recordOf(ended({ type: 'completed' })))
  expect(notice).toMatchObject({
    kind: 'busy',
    state: 'closed',
    text: '✅ Done in 42 sec',
    elapsedMs: 42_000,
    buttons: [],
  })
})

test('a turn that went on after a restart is told as recovered', () => {
  const notice = show(recordOf(ended({ type: 'completed' }, { resumed: true, waiting: 1 })))
  expect(notice).toMatchObject({ kind: 'recovered', state: 'closed' })
  expect(notice.text.split('\n')).toEqual([
    '✅ Done in 42 sec, continued after a restart',
    '1 message is waiting and will be answered next.',
  ])
})

test('a failure says what happened, what helps, and the reference', () => {
  const failure = { code: 'tool_failed', reference: 'k3f9', detail: 'Web search' } as const
  const notice = show(recordOf(ended({ type: 'failed', failure }, { offer: true, waiting: 2 })))
  expect(notice).toMatchObject({ kind: 'failed', state: 'closed' })
  expect(notice.text.split('\n')).toEqual([
    '⚠️ The tool Web search did not work, so there is no answer.',
    'You can try again.',
    '2 messages are waiting and will be answered next.',
    'Reference: k3f9',
  ])
})

test('a failure offers what its code says, until the next message', () => {
  for (const code of FAILURE_CODES) {
    const outcome = { type: 'failed', failure: { code, reference: 'r' } } as const
    expect(actions(ended(outcome, { offer: true })), code).toEqual(FAILURES[code].actions)
    expect(actions(ended(outcome, { offer: false })), code).toEqual([])
    expect(lines(ended(outcome)).join(), code).not.toContain('You can')
  }
})

test('a hint names no button that is not there', () => {
  const content = ended({ type: 'failed', failure: { code: 'poison', reference: 'r' } }, { offer: true })
  expect(show(recordOf(content)).text).toContain('You can try again or start a new session.')
  expect(show(recordOf(content), 'en', { actions: ['new'] }).text).toContain('You can start a new session.')
  expect(show(recordOf(content), 'en', { actions: [] }).text).not.toContain('You can')
})

test('a timeout says how long it was, where the failure knows', () => {
  const failure = { code: 'provider_timeout', reference: 'r', detail: '90' } as const
  expect(lines(ended({ type: 'failed', failure }))[0]).toContain('did not answer within 1 min, 30 sec.')
  expect(lines(ended({ type: 'failed', failure: { ...failure, detail: 'junk' } }))[0]).toContain('in time.')
})

test('a cancel in a group says who did it, and in a direct chat does not', () => {
  const content = ended({ type: 'cancelled', by: anna, cause: 'person' })
  expect(show(recordOf(content, { chat: group })).text).toBe('⏹️ Cancelled by Anna after 42 sec')
  expect(show(recordOf(content))).toMatchObject({
    kind: 'cancelled',
    state: 'closed',
    text: '⏹️ Cancelled after 42 sec',
  })
})

test('an interruption by a restart is a failure that can be retried', () => {
  const notice = show(recordOf(ended({ type: 'interrupted', cause: 'restart' }, { offer: true })))
  expect(notice).toMatchObject({ kind: 'failed', text: 'ℹ️ Stopped by a restart after 42 sec\nYou can try again.' })
  expect(notice.buttons.map(({ token }) => token)).toEqual(['retry:turn-1'])
})

test('running tasks are numbered, with the command that stops each', () => {
  const task = {
    number: 3,
    title: 'run\nthe @all benchmark',
    kind: 'background',
    startedAt: NOW - 90_000,
    asker: anna,
  } as const
  const phase = { code: 'tool_running', since: NOW } as const
  const content: NoticeContent = { type: 'info', what: 'tasks', tasks: [{ ...task, phase }] }
  expect(lines(content)[1]).toBe('3. run the ＠all benchmark: Using a tool (1 min, 30 sec in total so far) /cancel_3')
  expect(show(recordOf(content, { chat: group })).text).toContain('benchmark (Anna): Using a tool')
})

test('a list of very many tasks is cut and counted', () => {
  const phase = { code: 'tool_running', since: NOW, label: 'x'.repeat(99) } as const
  const tasks = Array.from({ length: 60 }, (_, index) => {
    return { number: index + 1, title: 'y'.repeat(99), kind: 'background', phase, startedAt: NOW - 1_000 } as const
  })
  const { text } = show(recordOf({ type: 'info', what: 'tasks', tasks }))
  const shown = text.split('\n').filter((line) => line.includes('/cancel_')).length
  expect(shown).toBeGreaterThan(2)
  expect(text).toContain(`And more: ${60 - shown}`)
})
