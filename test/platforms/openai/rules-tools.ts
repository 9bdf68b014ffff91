import { isJsonObject, type JsonObject } from '../kit/json.ts'
import { checkName, emptyArray, first, invalid, missing, nameOf, notOneOf, objectsOf, wrongType } from './refusal.ts'
import type { Rule } from './rules.ts'
import type { ErrorObject } from './wire.ts'

const MAX_TOOLS = 128 // API reference, `tools`: "A max of 128 functions are supported"

function checkTools({ tools }: JsonObject): ErrorObject | undefined {
  if (tools === undefined) return undefined
  if (!Array.isArray(tools)) return wrongType('tools', 'an array', tools)
  if (tools.length === 0) return emptyArray('tools')
  if (tools.length > MAX_TOOLS) {
    const rule = `Expected an array with maximum length ${MAX_TOOLS}, but got an array with length ${tools.length} instead.`
    return invalid(`Invalid 'tools': array too long. ${rule}`, 'tools', 'array_above_max_length')
  }
  return first(tools, (tool: unknown, index) => checkTool(tool, `tools[${index}]`))
}

function checkTool(tool: unknown, where: string): ErrorObject | undefined {
  if (!isJsonObject(tool)) return wrongType(where, 'an object', tool)
  if (tool.type !== 'function') return notOneOf(`${where}.type`, tool.type, ['function'])
  const { function: definition } = tool
  if (!isJsonObject(definition)) return missing(`${where}.function`)
  const { name, description, parameters } = definition
  const badName = checkName(name, `${where}.function.name`)
  if (badName) return badName
  if (description !== undefined && typeof description !== 'string') {
    return wrongType(`${where}.function.description`, 'a string', description)
  }
  return parameters === undefined ? undefined : checkSchema(String(name), parameters, `${where}.function.parameters`)
}

function checkSchema(name: string, schema: unknown, where: string): ErrorObject | undefined {
  const type = isJsonObject(schema) ? (schema.type ?? 'None') : nameOf(schema)
  if (type === 'object') return undefined
  const rule = `schema must be a JSON Schema of 'type: "object"', got 'type: "${String(type)}"'.`
  return invalid(`Invalid schema for function '${name}': ${rule}`, where, 'invalid_function_parameters')
}

/** The names of the offered functions, with `undefined` where one has none. */
function namesOf(body: JsonObject): readonly unknown[] {
  return objectsOf(body.tools).map(({ function: definition }) =>
    isJsonObject(definition) ? definition.name : undefined,
  )
}

function checkNames(body: JsonObject): ErrorObject | undefined {
  const names = namesOf(body)
  return first(names, (name, index) =>
    names.indexOf(name) === index
      ? undefined
      : invalid(`Duplicate tool name '${String(name)}'.`, `tools[${index}].function.name`),
  )
}

function checkChoice(body: JsonObject): ErrorObject | undefined {
  const { tool_choice: choice } = body
  if (choice === undefined) return undefined
  const what = "Invalid value for 'tool_choice'"
  if (body.tools === undefined) {
    return invalid(`${what}: 'tool_choice' is only allowed when 'tools' are specified.`, 'tool_choice')
  }
  if (choice === 'none' || choice === 'auto' || choice === 'required') return undefined
  const name = isJsonObject(choice) && isJsonObject(choice.function) ? choice.function.name : undefined
  if (name !== undefined && namesOf(body).includes(name)) return undefined
  return invalid(`${what}: no function named '${String(name)}' was specified in 'tools'.`, 'tool_choice')
}

/** The rules about `tools` and `tool_choice`. */
export const TOOL_RULES: readonly Rule[] = [
  { name: 'tools', source: 'types: FunctionDefinition; seen ComposioHQ/composio#1829', check: checkTools },
  {
    name: 'tool names',
    source: 'own: two MCP servers with a tool of the same name must have been told apart',
    check: checkNames,
  },
  { name: 'tool choice', source: 'types; the wording is the one that clients of the API quote', check: checkChoice },
]
