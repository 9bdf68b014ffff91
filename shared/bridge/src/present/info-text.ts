import { COMMAND_NAMES, type CommandName } from '../actions/command.ts'
import type { InfoContent } from '../store/notice-content.ts'
import { isPolicy, POLICIES } from '../words/policy.ts'
import { ICONS, TONE_ICONS } from './icons.ts'
import { reference } from './outcome-text.ts'
import { doing, doingFor, waitLines } from './phase-text.ts'
import { plain } from './plain.ts'
import { refusalText } from './refusal-text.ts'
import { tasksText } from './tasks-text.ts'
import type { Voice } from './voice.ts'

/** Names of languages and policies that we do not know are somebody's typing. */
const TYPED_LENGTH = 30

/** Languages in a list; more would not be read. */
const MAX_CHOICES = 20

/** Where people know a command by a plainer word than its canonical name, as in the menus of the platforms. */
const PLAIN_NAMES: Partial<Record<CommandName, string>> = { dequeue: 'remove' }

/** What was done, could not be done, or was asked for. In a direct chat nobody is named. */
export function infoText(content: InfoContent, inGroup: boolean, voice: Voice): string {
  switch (content.what) {
    case 'refused':
      return `${ICONS.refused} ${refusalText(content.why, content.cap, voice)}`
    case 'healed':
      return `${ICONS.recovered} ${voice.say('info.healed')}`
    case 'kept':
      return `${ICONS.busy} ${voice.say('info.kept')}`
    case 'new_session':
      return newSession(content, voice)
    case 'dequeued':
      return [voice.say('info.dequeued'), ...counted('info.stillWaiting', content.waiting, voice)].join('\n')
    case 'nothing_running':
      return voice.say('info.idle')
    case 'cancelling':
      return `${ICONS.stopped} ${voice.say('info.cancelling')}`
    case 'waiting':
      return content.idle ? voice.say('info.idle') : `${ICONS.busy} ${voice.say('info.waiting')}`
    case 'forbidden':
      return voice.say('info.forbidden')
    case 'finished':
      return voice.say('info.finished')
    case 'dropped':
      return voice.say('info.removed', { count: content.count })
    case 'status':
      return status(content, voice)
    case 'tasks':
      return tasksText(content.tasks, inGroup, voice)
    case 'task_cancelled':
      return `${ICONS.stopped} ${voice.say('info.taskCancelled', { number: content.number })}`
    case 'no_such_task':
      return voice.say('info.noSuchTask', { number: content.number })
    case 'policy':
      return policy(content, voice)
    case 'language':
      return language(content, voice)
    case 'background':
      return voice.say('info.background', { number: content.number })
    case 'unavailable':
      return unavailable(content, voice)
    case 'delivery_failed':
      return [
        `${TONE_ICONS.warning} ${voice.say('failed.delivery_failed')}`,
        ...reference(content.reference, voice),
      ].join('\n')
    case 'help':
      return [
        voice.say('info.help'),
        ...COMMAND_NAMES.map((name) => command(PLAIN_NAMES[name] ?? name, voice.say(`help.${name}`), voice)),
      ].join('\n')
    default:
      return content satisfies never
  }
}

type Info<What extends InfoContent['what']> = Extract<InfoContent, { readonly what: What }>

function newSession({ cancelled, dropped }: Info<'new_session'>, voice: Voice): string {
  const lines = [`${ICONS.fresh} ${voice.say('info.newSession')}`]
  if (cancelled) lines.push(voice.say('info.newSessionCancelled'))
  return [...lines, ...counted('info.removed', dropped, voice)].join('\n')
}

function status({ phase, startedAt, queued, tasks, policy }: Info<'status'>, voice: Voice): string {
  const lines =
    phase === null
      ? [voice.say('info.idle')]
      : [`${ICONS.busy} ${doingFor(doing(phase, voice), startedAt, voice)}`, ...waitLines(phase, voice)]
  lines.push(voice.say('info.queuedCount', { count: queued }))
  if (tasks > 0) lines.push(voice.say('info.tasksCount', { count: tasks }))
  lines.push(voice.say('info.policyLine', { policy: policyName(policy, voice) }))
  return lines.join('\n')
}

function policy({ policy, changed }: Info<'policy'>, voice: Voice): string {
  const name = policyName(policy, voice)
  if (changed) return voice.say('info.policyChanged', { policy: name })
  const choices = POLICIES.map((choice) => command(`queue_${choice}`, voice.say(`policy.${choice}`), voice))
  return [voice.say('info.policyNow', { policy: name }), voice.say('info.policyHint'), ...choices].join('\n')
}

function language({ language, known, choices }: Info<'language'>, voice: Voice): string {
  const name = voice.languageName(language) ?? typed(language)
  const lines = choices.slice(0, MAX_CHOICES).flatMap((choice) => {
    const shown = voice.languageName(choice)
    return shown === undefined ? [] : [command(`lang_${typed(choice)}`, shown, voice)]
  })
  const hint = lines.length === 0 ? [] : [voice.say('info.languageHint'), ...lines]
  return [voice.say(known ? 'info.language' : 'info.languageUnknown', { language: name }), ...hint].join('\n')
}

function unavailable({ option, instead }: Info<'unavailable'>, voice: Voice): string {
  const lines = [voice.say(`unavailable.${option}`)]
  if (isPolicy(instead)) lines.push(voice.say('info.instead', { policy: policyName(instead, voice) }))
  return lines.join('\n')
}

/** A command with its argument as one word: some platforms make it tappable only so. */
function command(name: string, meaning: string, voice: Voice): string {
  return voice.say('info.command', { command: `/${name}`, meaning })
}

function policyName(policy: string, voice: Voice): string {
  return isPolicy(policy) ? voice.say(`policy.${policy}`) : typed(policy)
}

/** What somebody typed, as it may be repeated. */
function typed(text: string): string {
  const shown = plain(text, TYPED_LENGTH)
  return shown === '' ? '?' : shown
}

function counted(key: 'info.removed' | 'info.stillWaiting', count: number, voice: Voice): readonly string[] {
  return count > 0 ? [voice.say(key, { count })] : []
}
