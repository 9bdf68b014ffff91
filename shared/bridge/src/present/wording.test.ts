import { locales } from '@holdline/locales'
import { expect, test } from 'vitest'
import { COMMAND_NAMES } from '../actions/command.ts'
import { commandWords } from '../actions/command-words.ts'
import {
  type BridgeErrorCode,
  ConfigurationError,
  LeaseLostError,
  SessionBusyError,
  StoreUnavailableError,
} from '../errors.ts'
import { createTranslator } from '../i18n/create-translator.ts'
import type { InfoContent } from '../store/notice-content.ts'
import type { DropReason } from '../store/records.ts'
import { ACTION_NAMES, type ActionResult } from '../words/action.ts'
import { FAILURE_CODES } from '../words/failure.ts'
import type { CancelCause, Outcome } from '../words/outcome.ts'
import { PHASE_CODES } from '../words/phase.ts'
import { POLICIES } from '../words/policy.ts'
import { busy, ended, NOW, recordOf, showWith } from './fixtures.ts'
import { presentDrop } from './present-drop.ts'
import { presentError } from './present-error.ts'
import { presentRefusal } from './present-refusal.ts'
import { presentTap } from './present-tap.ts'

const translator = createTranslator(locales, 'en')
const show = showWith(translator)

/*
 * Every word of the vocabulary has wording of its own in every language. The lists below are complete by their types:
 * a new member without an example does not compile.
 */

const phase = { code: 'tool_running', since: NOW, label: 'Search' } as const

const INFOS: { readonly [What in InfoContent['what']]: readonly Omit<Extract<InfoContent, { what: What }>, 'type'>[] } =
  {
    refused: [
      { what: 'refused', why: 'full' },
      { what: 'refused', why: 'full', cap: 50 },
      { what: 'refused', why: 'policy' },
      { what: 'refused', why: 'draining' },
      { what: 'refused', why: 'too_large' },
      { what: 'refused', why: 'unsupported' },
      { what: 'refused', why: 'file_too_large' },
    ],
    healed: [{ what: 'healed' }],
    kept: [{ what: 'kept' }],
    new_session: [{ what: 'new_session', dropped: 2, cancelled: true }],
    dequeued: [{ what: 'dequeued', waiting: 2 }],
    nothing_running: [{ what: 'nothing_running' }],
    cancelling: [{ what: 'cancelling' }],
    waiting: [
      { what: 'waiting', idle: true },
      { what: 'waiting', idle: false },
    ],
    forbidden: [{ what: 'forbidden' }],
    finished: [{ what: 'finished' }],
    dropped: [{ what: 'dropped', count: 3 }],
    status: [
      { what: 'status', phase: null, startedAt: NOW, queued: 0, tasks: 0, policy: 'queue' },
      { what: 'status', phase, startedAt: NOW, queued: 2, tasks: 1, policy: 'steer' },
    ],
    tasks: [
      { what: 'tasks', tasks: [] },
      { what: 'tasks', tasks: [{ number: 1, title: 'hello', kind: 'foreground', phase, startedAt: NOW }] },
    ],
    task_cancelled: [{ what: 'task_cancelled', number: 2 }],
    no_such_task: [{ what: 'no_such_task', number: 2 }],
    policy: POLICIES.flatMap((policy) => [
      { what: 'policy', policy, changed: true },
      { what: 'policy', policy, changed: false },
    ]),
    language: [
      { what: 'language', language: 'ru', known: true, choices: ['en', 'ru', 'zh-CN'] },
      { what: 'language', language: 'tlh', known: false, choices: ['en', 'ru', 'zh-CN'] },
    ],
    background: [{ what: 'background', number: 2 }],
    unavailable: [
      { what: 'unavailable', option: 'background', instead: 'queue' },
      { what: 'unavailable', option: 'steer', instead: 'queue' },
      { what: 'unavailable', option: 'parallel', instead: 'queue' },
    ],
    delivery_failed: [{ what: 'delivery_failed', reference: 'r1' }],
    help: [{ what: 'help' }],
  }

const CAUSES: Readonly<Record<CancelCause, CancelCause>> = {
  person: 'person',
  new: 'new',
  interrupt: 'interrupt',
  rollback: 'rollback',
  operator: 'operator',
  task: 'task',
}

const OUTCOMES: readonly Outcome[] = [
  { type: 'completed' },
  ...FAILURE_CODES.map((code): Outcome => ({ type: 'failed', failure: { code, reference: 'r1' } })),
  ...Object.values(CAUSES).map((cause): Outcome => ({ type: 'cancelled', by: null, cause })),
  { type: 'interrupted', cause: 'restart' },
  { type: 'interrupted', cause: 'lane_timeout' },
  { type: 'interrupted', cause: 'message' },
]

const DROPS: Readonly<Record<DropReason, DropReason>> = {
  dequeued: 'dequeued',
  new: 'new',
  cleared: 'cleared',
  full: 'full',
  policy: 'policy',
  recalled: 'recalled',
  poison: 'poison',
  too_large: 'too_large',
}

const RESULTS: Readonly<Record<ActionResult, ActionResult>> = {
  done: 'done',
  finished: 'finished',
  forbidden: 'forbidden',
  expired: 'expired',
  unknown: 'unknown',
}

const LATEST = [
  { type: 'queued', position: 1, inboundId: 'i' },
  { type: 'queued', position: 2, inboundId: 'i' },
  { type: 'collecting', dueAt: NOW, inboundId: 'i' },
  { type: 'steered', inboundId: 'i' },
  { type: 'interrupting', inboundId: 'i' },
  { type: 'refused', why: 'policy' },
  { type: 'refused', why: 'full' },
  { type: 'refused', why: 'draining' },
] as const

/** The text must be there in each language, differ between them, and have no open places. */
function expectWording(name: string, textIn: (locale: string) => string): void {
  const texts = translator.languages.map(textIn)
  for (const text of texts) {
    expect(text, name).not.toBe('')
    expect(text, name).not.toMatch(/{{|}}|undefined|NaN|\[object/)
    // A key that was not found is returned as it is: `phase.tool_running`.
    expect(text, name).not.toMatch(/\b[a-z]+\.[a-z_]+\b/)
  }
  expect(new Set(texts).size, `${name}: ${texts.join(' | ')}`).toBe(texts.length)
}

test('every phase', () => {
  for (const code of PHASE_CODES) {
    expectWording(code, (locale) => show(recordOf(busy({ phase: { code, since: NOW } })), locale).text)
  }
})

test('what became of the latest message', () => {
  for (const latest of LATEST) expectWording(latest.type, (locale) => show(recordOf(busy({ latest })), locale).text)
})

test('every outcome, every failure code and every cause of a cancel', () => {
  for (const outcome of OUTCOMES) {
    expectWording(JSON.stringify(outcome), (locale) => show(recordOf(ended(outcome, { waiting: 2 })), locale).text)
  }
})

test('every kind of information', () => {
  for (const info of Object.values(INFOS).flat()) {
    expectWording(JSON.stringify(info), (locale) => show(recordOf({ type: 'info', ...info }), locale).text)
  }
})

test('the help names every command once, in plain words that are understood', () => {
  const words = commandWords(locales)
  const help = show(recordOf({ type: 'info', what: 'help' })).text
  const named = [...help.matchAll(/^\/(\w+):/gmu)].map(([, name = '']) => name)
  expect(named.map((name) => words.names.get(name))).toEqual(COMMAND_NAMES)
  expect(named).not.toContain('dequeue')
})

test('every button', () => {
  const everything = [
    ...show(recordOf(busy({ latest: LATEST[0] }))).buttons,
    ...show(recordOf(ended({ type: 'failed', failure: { code: 'unknown', reference: '' } }, { offer: true }))).buttons,
  ]
  expect(new Set(everything.map(({ action }) => action))).toEqual(new Set(ACTION_NAMES))
  for (const action of ACTION_NAMES) expectWording(action, (locale) => translator.text(locale, `button.${action}`))
})

test('every answer to a tap, short enough for a toast', () => {
  for (const result of Object.values(RESULTS)) {
    for (const action of ACTION_NAMES) {
      for (const permission of ['asker', 'admins', 'anyone'] as const) {
        expectWording(`${result} ${action}`, (locale) => presentTap(result, action, { locale, translator, permission }))
        const english = presentTap(result, action, { locale: 'en', translator, permission })
        expect(english.length).toBeLessThan(200)
      }
    }
  }
})

test('words that name a task are answered with its number', () => {
  const say = (result: 'done' | 'finished') => presentTap(result, 'cancel', { locale: 'en', translator, task: 2 })
  expect([say('done'), say('finished')]).toEqual(['Stopping number 2.', 'Nothing with number 2 is running.'])
})

test('every reason to drop or to refuse a message', () => {
  for (const reason of Object.values(DROPS))
    expectWording(reason, (locale) => presentDrop(reason, { locale, translator }))
  for (const { why } of INFOS.refused) expectWording(why, (locale) => presentRefusal(why, { locale, translator }))
})

test('every error of the bridge that people see', () => {
  const facts = { session: 's', reason: 'tool_running', since: NOW, turnId: 't', holder: 'this node' } as const
  const errors: Readonly<
    Record<BridgeErrorCode, SessionBusyError | LeaseLostError | StoreUnavailableError | ConfigurationError>
  > = {
    session_busy: new SessionBusyError({ ...facts, disposition: { type: 'queued', position: 2 } }),
    lease_lost: new LeaseLostError('t', 1),
    store_unavailable: new StoreUnavailableError('disk full'),
    configuration: new ConfigurationError('bad'),
  }
  for (const error of Object.values(errors)) {
    const textIn = (locale: string) => presentError(error, { now: NOW, locale, translator })
    if (error.messageKey === null) expect(textIn('en'), error.code).toBeNull()
    else expectWording(error.code, (locale) => textIn(locale) ?? '')
  }
})

test('the message keys of errors are keys of texts', () => {
  const busyError = new SessionBusyError({
    session: 's',
    reason: 'tool_running',
    since: NOW,
    turnId: null,
    disposition: { type: 'refused', why: 'policy' },
    holder: 'this node',
  })
  const texts: Readonly<Record<string, unknown>> = {
    ...locales.en.bridge,
    ...prefixed('failed', locales.en.bridge.failed),
  }
  for (const { messageKey } of [busyError, new StoreUnavailableError('x')])
    expect(texts[messageKey]).toBeTypeOf('string')
})

function prefixed(group: string, texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [`${group}.${key}`, text]))
}
