import type { LanguageModelV4Message, LanguageModelV4Prompt } from '@ai-sdk/provider'
import { afterLastEvent } from '../system-event.ts'

/** What the demo model has to answer now. */
export interface DemoRequest {
  /** What the person has said since the last answer. */
  readonly text: string
  /** The calls of the demo tool that have ended since then. */
  readonly toolResults: number
}

const NOTHING: DemoRequest = { text: '', toolResults: 0 }

/**
 * Reads the end of the conversation: what came after the last answer and the last system event. An event closes the
 * turns that were cut short, so that their directives are not obeyed again.
 */
export function requestOf(prompt: LanguageModelV4Prompt): DemoRequest {
  return prompt.reduce(read, NOTHING)
}

function read(request: DemoRequest, message: LanguageModelV4Message): DemoRequest {
  switch (message.role) {
    case 'system':
      return request
    case 'user': {
      const text = message.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n')
      const after = afterLastEvent(text)
      if (after !== text) return { text: after, toolResults: 0 }
      return { ...request, text: `${request.text}\n${text}` }
    }
    case 'assistant':
      return message.content.some((part) => part.type === 'tool-call') ? request : NOTHING
    case 'tool':
      return { ...request, toolResults: request.toolResults + message.content.length }
  }
}
