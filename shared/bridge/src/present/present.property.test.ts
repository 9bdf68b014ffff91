import { locales } from '@holdline/locales'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTranslator } from '../i18n/create-translator.ts'
import type { BusyContent, InfoContent, OutcomeContent } from '../store/notice-content.ts'
import { ACTION_NAMES } from '../words/action.ts'
import { FAILURE_CODES } from '../words/failure.ts'
import type { Outcome } from '../words/outcome.ts'
import type { Person } from '../words/person.ts'
import { PHASE_CODES, type Phase } from '../words/phase.ts'
import { NOW, recordOf, showWith } from './fixtures.ts'

const show = showWith(createTranslator(locales, 'en'))

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom('@all', '<at user_id="all">', '{{label}}', '$t(busy)', 'Search', 'ru', 'queue', '90'),
)
const time = fc.oneof(fc.integer({ min: NOW - 1e9, max: NOW + 1e9 }), fc.maxSafeInteger(), fc.constant(0))
const length = fc.oneof(fc.integer({ min: -10, max: 1e7 }), fc.double())
const number = fc.nat({ max: 1e6 })
const person: fc.Arbitrary<Person> = fc.record({ id: anyText, name: anyText }, { requiredKeys: ['id'] })

const phase: fc.Arbitrary<Phase> = fc.record(
  {
    code: fc.constantFrom(...PHASE_CODES),
    since: time,
    label: anyText,
    until: time,
    attempt: number,
    attempts: number,
  },
  { requiredKeys: ['code', 'since'] },
)

const inboundId = anyText
const latest: fc.Arbitrary<NonNullable<BusyContent['latest']>> = fc.oneof(
  fc.record({ type: fc.constant('queued'), position: number, inboundId }),
  fc.record({ type: fc.constant('collecting'), dueAt: time, inboundId }),
  fc.record({ type: fc.constantFrom('steered', 'interrupting'), inboundId }),
  fc.record({ type: fc.constant('refused'), why: fc.constantFrom('policy', 'full', 'draining') }),
)

const busyContent: fc.Arbitrary<BusyContent> = fc.record(
  {
    type: fc.constant('busy'),
    phase,
    startedAt: time,
    latest,
    elsewhere: fc.boolean(),
    stalledAt: time,
    usually: fc.record({ fromMs: length, toMs: length }),
    background: fc.boolean(),
    resumed: fc.boolean(),
  },
  { requiredKeys: ['type', 'phase', 'startedAt'] },
)

const failure = fc.record(
  { code: fc.constantFrom(...FAILURE_CODES), reference: anyText, detail: anyText },
  { requiredKeys: ['code', 'reference'] },
)

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({ type: fc.constant('completed') }),
  fc.record({ type: fc.constant('failed'), failure }),
  fc.record({
    type: fc.constant('cancelled'),
    by: fc.option(person),
    cause: fc.constantFrom('person', 'new', 'interrupt', 'rollback', 'operator', 'task'),
  }),
  fc.record({ type: fc.constant('interrupted'), cause: fc.constantFrom('restart', 'lane_timeout', 'message') }),
)

const outcomeContent: fc.Arbitrary<OutcomeContent> = fc.record(
  {
    type: fc.constant('outcome'),
    outcome,
    tookMs: length,
    waiting: number,
    resumed: fc.boolean(),
    offer: fc.boolean(),
  },
  { requiredKeys: ['type', 'outcome', 'tookMs', 'waiting'] },
)

const task = fc.record(
  {
    number,
    title: anyText,
    kind: fc.constantFrom('foreground', 'parallel', 'background'),
    phase,
    startedAt: time,
    asker: person,
  },
  { requiredKeys: ['number', 'title', 'kind', 'phase', 'startedAt'] },
)

const type = fc.constant('info')
const what = <W extends string>(name: W) => fc.constant(name)
const infoContent: fc.Arbitrary<InfoContent> = fc.oneof(
  fc.record(
    {
      type,
      what: what('refused'),
      why: fc.constantFrom('full', 'policy', 'draining', 'too_large', 'unsupported'),
      cap: number,
    },
    { requiredKeys: ['type', 'what', 'why'] },
  ),
  fc.record({
    type,
    what: fc.constantFrom('healed', 'kept', 'nothing_running', 'cancelling', 'forbidden', 'finished', 'help'),
  }),
  fc.record({ type, what: what('new_session'), dropped: number, cancelled: fc.boolean() }),
  fc.record({ type, what: what('dequeued'), waiting: number }),
  fc.record({ type, what: what('waiting'), idle: fc.boolean() }),
  fc.record({ type, what: what('dropped'), count: number }),
  fc.record({
    type,
    what: what('status'),
    phase: fc.option(phase),
    startedAt: time,
    queued: number,
    tasks: number,
    policy: anyText,
  }),
  fc.record({ type, what: what('tasks'), tasks: fc.array(task, { maxLength: 30 }) }),
  fc.record({ type, what: fc.constantFrom('task_cancelled', 'no_such_task', 'background'), number }),
  fc.record({ type, what: what('policy'), policy: anyText, changed: fc.boolean() }),
  fc.record({ type, what: what('language'), language: anyText, known: fc.boolean(), choices: fc.array(anyText) }),
  fc.record({
    type,
    what: what('unavailable'),
    option: fc.constantFrom('background', 'steer', 'parallel'),
    instead: anyText,
  }),
  fc.record({ type, what: what('delivery_failed'), reference: anyText }),
)

test('whatever a notice has to say becomes a safe, filled, short text in every language', () => {
  const content = fc.oneof(busyContent, outcomeContent, infoContent)
  const locale = fc.oneof(fc.constantFrom('en', 'ru', 'zh-CN'), anyText)
  const options = fc.record({
    ticks: fc.boolean(),
    actions: fc.subarray([...ACTION_NAMES]),
    timeZone: fc.constantFrom('UTC', 'Asia/Shanghai', 'nonsense'),
  })
  const state = fc.constantFrom('live', 'closed')
  const kind = fc.constantFrom('direct', 'group')
  fc.assert(
    fc.property(content, locale, options, state, kind, (content, locale, options, state, kind) => {
      const chat = { channel: 'x', account: 'default', kind, chat: '1' }
      const notice = show(recordOf(content, { state, chat }), locale, options)
      // Somebody else's text may itself have double braces; ours never leaves any open.
      const ours = notice.text.replaceAll('{{label}}', '')
      expect(notice.text.trim()).not.toBe('')
      expect(notice.text.length).toBeLessThanOrEqual(1000)
      expect(notice.text.isWellFormed()).toBe(true)
      expect(ours).not.toMatch(/{{[a-z]+}}|\bundefined\b|NaN|Infinity/)
      expect(notice.text).not.toMatch(/(?!\n)\p{Cc}|[@\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
      expect(notice.text).not.toMatch(/\n\n|^\s|\s$/)
      expect(notice.elapsedMs).toBeGreaterThanOrEqual(0)
      expect(Number.isSafeInteger(notice.elapsedMs)).toBe(true)
      for (const { action } of notice.buttons) expect(options.actions).toContain(action)
    }),
    { numRuns: 1_000 },
  )
})
