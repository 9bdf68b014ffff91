import type { TaskLine } from '../store/notice-content.ts'
import { doing, doingFor } from './phase-text.ts'
import { plain } from './plain.ts'
import type { Voice } from './voice.ts'

/** A question's first words, enough to recognise it. */
const TITLE_LENGTH = 40

/** A name beside a title. */
const NAME_LENGTH = 24

/** Units that the list may take, so that the whole text stays well below every platform's limit. */
const LIST_LENGTH = 800

/** The running turns, one line each, with the command that stops it; those that do not fit are counted. */
export function tasksText(tasks: readonly TaskLine[], inGroup: boolean, voice: Voice): string {
  if (tasks.length === 0) return voice.say('info.idle')
  const lines: string[] = []
  let length = 0
  for (const task of tasks) {
    const line = taskLine(task, inGroup, voice)
    length += line.length + 1
    if (length > LIST_LENGTH) break
    lines.push(line)
  }
  const more = tasks.length - lines.length
  if (more > 0) lines.push(voice.say('info.tasksMore', { count: more }))
  return [voice.say('info.tasks'), ...lines, voice.say('info.tasksHint')].join('\n')
}

function taskLine({ number, title, phase, startedAt, asker }: TaskLine, inGroup: boolean, voice: Voice): string {
  const state = doingFor(doing(phase, voice), startedAt, voice)
  // One word, so that platforms which make commands tappable take the number with it.
  const values = {
    number,
    title: plain(title, TITLE_LENGTH),
    name: inGroup ? plain(asker?.name ?? '', NAME_LENGTH) : '',
    state,
  }
  const key = values.title === '' ? 'info.taskUntitled' : values.name === '' ? 'info.task' : 'info.taskOf'
  return `${voice.say(key, values)} /cancel_${number}`
}
