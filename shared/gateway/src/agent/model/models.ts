import type { LanguageModelV4 } from '@ai-sdk/provider'
import type { Clock, Logger, TurnReport } from '@holdline/bridge'
import type { StepEntry } from '../journal.ts'
import type { AgentLimits } from '../limits.ts'
import type { Redact } from '../redact.ts'
import { wait } from '../wait.ts'
import { type ProviderFailure, providerFailureOf } from './provider-errors.ts'
import { FIRST_TRY, nextTry, type Wait, worthAnotherModel } from './retry.ts'
import { type StepRequest, type StepWatcher, streamStep } from './step.ts'
import { turnFailure } from './turn-failure.ts'

/** What asking a model needs around it. */
export interface AskContext {
  readonly report: Pick<TurnReport, 'phase'>
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly log: Logger
  readonly limits: AgentLimits
  readonly redact: Redact
  readonly random: () => number
}

/** The models of one turn, the preferred one first. One that has failed for good is not asked again in this turn. */
export interface Models {
  /**
   * One step: asks, waits and asks again as the failure calls for, then asks the next model. Every pause is visible as
   * a phase.
   *
   * @throws {TurnFailedError} when all that could be tried has been
   */
  ask(request: Omit<StepRequest, 'model'>, watcher: StepWatcher): Promise<StepEntry>
}

/** Models to be asked in the given order. */
export function modelsOf(models: readonly LanguageModelV4[], context: AskContext): Models {
  let left = models
  return {
    async ask(request, watcher) {
      for (;;) {
        const [model, ...others] = left
        if (model === undefined) throw new Error('no model to ask')
        const place = { before: models.length - left.length, of: models.length }
        const answer = await askOne({ ...request, model }, watcher, context, place)
        if (answer.type === 'step') return answer
        const next = others[0]
        if (next === undefined || !worthAnotherModel(answer)) throw turnFailure(answer, whyOf(answer, context.redact))
        context.log.warn(
          { model: model.modelId, next: next.modelId, failure: answer.type },
          'falling back to the next model',
        )
        left = others
      }
    },
  }
}

/** Where a model stands among those that a turn may ask. */
interface Place {
  /** Models that have failed for good. */
  readonly before: number
  readonly of: number
}

/** A wait as people are told of it: the count goes on with the next model, instead of beginning again. */
function counted(phase: Wait, place: Place): Wait {
  const { attempt, attempts } = phase
  return { ...phase, attempt: place.before * attempts + attempt, attempts: place.of * attempts }
}

/** A step of one model, or why it has none after all its tries. */
async function askOne(
  request: StepRequest,
  watcher: StepWatcher,
  context: AskContext,
  place: Place,
): Promise<StepEntry | ProviderFailure> {
  const { report, signal, clock, log, limits, redact } = context
  for (let tries = FIRST_TRY; ; ) {
    report.phase({ code: 'waiting_model_response' })
    try {
      return await streamStep(request, watcher, context)
    } catch (error) {
      signal.throwIfAborted()
      const failure = providerFailureOf(error, clock.now())
      const next = nextTry(failure, tries, { limits, now: clock.now(), random: context.random() })
      const fields = { model: request.model.modelId, failure: failure.type, why: whyOf(failure, redact) }
      if (next.type === 'give_up') {
        log.warn(fields, 'model request failed')
        return failure
      }
      const { attempt, attempts } = next.phase
      log.warn({ ...fields, waitMs: next.ms, attempt, attempts }, 'model request failed, will be tried again')
      tries = next.tries
      report.phase(counted(next.phase, place))
      await wait(clock, next.ms, signal)
    }
  }
}

function whyOf(failure: ProviderFailure, redact: Redact): string {
  return redact(failure.type === 'final' ? failure.error.message : failure.why)
}
