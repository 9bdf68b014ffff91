import { locales } from '@holdline/locales'
import { expect, test } from 'vitest'
import { createTranslator } from '../i18n/create-translator.ts'
import { ACTION_NAMES } from '../words/action.ts'
import { busy, NOW, recordOf } from './fixtures.ts'
import { present } from './present.ts'
import { presentTranslations } from './present-translations.ts'

const translator = createTranslator(locales, 'en')

test('a notice can be told in all other languages, with the labels of the very buttons that it has', () => {
  const ctx = { now: NOW, locale: 'zh-CN', translator, actions: ACTION_NAMES, token: () => 'secret' }
  const record = recordOf(busy())
  const notice = present(record, ctx)
  const others = presentTranslations(record, notice, ctx)
  expect(others.map(({ locale }) => locale)).toEqual(['en', 'ru'])
  expect(others[0]?.text).toBe('⏳ The AI model is preparing an answer (25 sec in total so far)')
  expect(others[1]?.labels).toMatchObject({ cancel: translator.text('ru', 'button.cancel') })
  for (const { labels } of others) expect(Object.keys(labels)).toEqual(notice.buttons.map(({ action }) => action))
})
