import type { Translator } from '../i18n/translator.ts'
import { type ActionResult, isActionName } from '../words/action.ts'

/** Who is told what became of a tap. */
export interface TapContext {
  /** The tapper's language. */
  readonly locale: string
  readonly translator: Translator
  /** Who may use the action here, so that a refusal can say so; absent: a refusal names nobody. */
  readonly permission?: 'asker' | 'admins' | 'anyone'
  /** The number of the task that a written `cancel` named. */
  readonly task?: number
}

/** What the tapper is told, in one short sentence: platforms show it for a moment and cut it at 200 characters. */
export function presentTap(result: ActionResult, action: string, ctx: TapContext): string {
  const say = (key: Parameters<Translator['text']>[1]): string => ctx.translator.text(ctx.locale, key)
  switch (result) {
    case 'done':
    case 'finished':
      if (ctx.task !== undefined) {
        const key = result === 'done' ? 'info.taskCancelled' : 'info.noSuchTask'
        return ctx.translator.text(ctx.locale, key, { number: ctx.task })
      }
      return isActionName(action) ? say(`tap.${result}.${action}`) : say('tap.unknown')
    case 'forbidden':
      return ctx.permission === 'asker' || ctx.permission === 'admins'
        ? say(`tap.forbidden.${ctx.permission}`)
        : say('info.forbidden')
    case 'expired':
    case 'unknown':
      return say(`tap.${result}`)
    default:
      return result satisfies never
  }
}
