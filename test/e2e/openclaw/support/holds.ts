import { lastUserText } from '../../../platforms/openai/chat-request.ts'
import type { Gate } from '../../../platforms/openai/gate.ts'
import type { Script } from '../../../platforms/openai/script.ts'

/** Gates of the model, by the words that people write to meet them. */
export type Holds = Map<string, Gate>

/** A script in which messages with the word of a gate are answered when that opens. */
export function holdable(script: Script, holds: Holds): Script {
  return (request) => {
    const step = script(request)
    const said = request.chat === undefined ? '' : lastUserText(request.chat)
    const gate = [...holds].find(([word]) => said.includes(word))?.[1]
    if (step === undefined || gate === undefined) return step
    return { ...step, program: (call) => [{ do: 'wait', until: gate }, ...step.program(call)] }
  }
}
