import type { Params } from './params.ts'
import { badParameter } from './refusal.ts'
import type { Parameter, Signature } from './signatures.ts'

const FLAG_VALUES = ['0', '1', 'true', 'false']

function wrong(value: string, { type, min, max, values }: Parameter): boolean {
  if (type === 'flag') return !FLAG_VALUES.includes(value)
  if (type === 'number') return !Number.isFinite(Number(value))
  if (type === 'integers') return value.split(',').some((item) => !/^-?\d+$/.test(item))
  if (type === 'integer') {
    const number = Number(value)
    return !/^-?\d+$/.test(value) || number < (min ?? number) || number > (max ?? number)
  }
  return values !== undefined && !values.includes(value)
}

/** Refuses a call whose parameters are not what is documented. Returns the names that are not documented at all. */
export function checkParams(params: Params, signature: Signature): readonly string[] {
  for (const [name, parameter] of Object.entries(signature)) {
    if (!params.has(name)) {
      if (parameter.required) throw badParameter('param.required', `${name} is undefined`)
      continue
    }
    const value = params.text(name)
    if (wrong(value, parameter)) throw badParameter('param.value', `${name} is invalid`)
    if (value.length > (parameter.maxLength ?? value.length)) throw badParameter('param.length', `${name} is too long`)
    const { maxItems = Number.POSITIVE_INFINITY } = parameter
    if (params.list(name).length > maxItems) throw badParameter('param.length', `${name} has too many items`)
  }
  return Object.keys(params.values).filter((name) => signature[name] === undefined)
}
