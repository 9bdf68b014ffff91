import type { CallToolResult } from '@ai-sdk/mcp'
import { z } from 'zod'
import type { ToolOutcome } from '../journal.ts'

const contentPart = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text'), text: z.string() }),
  z.looseObject({ type: z.literal('image'), data: z.string(), mimeType: z.string() }),
  z.looseObject({ type: z.literal('audio'), data: z.string(), mimeType: z.string() }),
  z.looseObject({ type: z.literal('resource_link'), uri: z.string(), name: z.string().optional() }),
  z.looseObject({
    type: z.literal('resource'),
    resource: z.looseObject({ uri: z.string(), text: z.string().optional(), mimeType: z.string().optional() }),
  }),
])

type ContentPart = z.infer<typeof contentPart>

/**
 * A tool server's result as text. Chat completions take nothing else from a tool, so pictures, sounds and files are
 * named, not shown; structured content is used where there is no text.
 */
export function outcomeOf(result: CallToolResult): ToolOutcome {
  const parts = Array.isArray(result.content) ? result.content.map(partText) : []
  const structured = parts.length === 0 && 'structuredContent' in result ? JSON.stringify(result.structuredContent) : ''
  const value = [...parts, structured].filter((text) => text !== '').join('\n')
  return { type: result.isError === true ? 'error-text' : 'text', value: value === '' ? '(no output)' : value }
}

function partText(part: unknown): string {
  const { success, data } = contentPart.safeParse(part)
  return success ? knownText(data) : JSON.stringify(part)
}

function knownText(part: ContentPart): string {
  switch (part.type) {
    case 'text':
      return part.text
    case 'image':
    case 'audio':
      return `(${part.type}, ${part.mimeType}, ${part.data.length} characters of base64: not shown)`
    case 'resource_link':
      return `(resource ${part.uri}${part.name === undefined ? '' : `, "${part.name}"`})`
    case 'resource':
      return part.resource.text ?? `(resource ${part.resource.uri}, ${part.resource.mimeType ?? 'binary'}: not shown)`
  }
}
