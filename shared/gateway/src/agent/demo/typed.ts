import type { LanguageModelV4StreamPart } from '@ai-sdk/provider'
import type { Clock } from '@holdline/bridge'
import { wait } from '../wait.ts'

/** Pieces of a text that is written slowly come this often, while there are characters for it. */
const PIECE_MS = 100

/** The parts as a model's stream, whose text takes `ms` to be written. Errors with the signal's reason when it aborts. */
export function typed(
  parts: readonly LanguageModelV4StreamPart[],
  ms: number,
  clock: Clock,
  signal: AbortSignal,
): ReadableStream<LanguageModelV4StreamPart> {
  return ReadableStream.from(write(parts, ms, clock, signal))
}

async function* write(
  parts: readonly LanguageModelV4StreamPart[],
  ms: number,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<LanguageModelV4StreamPart> {
  yield { type: 'stream-start', warnings: [] }
  for (const part of parts) {
    if (part.type !== 'text-delta' || ms === 0) {
      yield part
      continue
    }
    const pieces = piecesOf(part.delta, Math.ceil(ms / PIECE_MS))
    for (const delta of pieces) {
      await wait(clock, ms / pieces.length, signal)
      yield { ...part, delta }
    }
  }
}

/** The text in at most `count` pieces of about the same length. */
function piecesOf(text: string, count: number): string[] {
  const characters = [...text]
  const pieces = Math.min(count, characters.length)
  return Array.from({ length: pieces }, (_, at) =>
    characters
      .slice(Math.round((at * characters.length) / pieces), Math.round(((at + 1) * characters.length) / pieces))
      .join(''),
  )
}
