import { HttpResponse } from 'msw'
import type { Answer } from './answer.ts'

/** An answer as what an msw handler returns. */
export function mswAnswer(answer: Answer): Response {
  if (answer === 'drop') return HttpResponse.error()
  return new HttpResponse(answer.body, { status: answer.status, headers: answer.headers })
}
