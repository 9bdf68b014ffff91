import type { z } from 'zod'
import { editAccount, switchChannel } from '../config/edit.ts'
import { secretState } from '../config/secrets.ts'
import { accountOf, DEFAULT_ACCOUNT } from '../config/sections.ts'
import type { SetupContract, SetupWizard, WizardCredential } from '../host/channel-plugin.ts'
import type { HostConfig } from '../host/config.ts'
import type { Accounts } from './accounts.ts'
import type { OpenChannel, PluginDefinition } from './definition.ts'
import { readSetupInput, setupFields } from './setup-fields.ts'

/** What `openclaw channels add` and the wizard do for the channel. */
export interface Setup {
  readonly setupContract: SetupContract
  readonly setupWizard: SetupWizard
}

/** The setup entries of a channel, from its definition. What they write is what the schema checks. */
export function setupOf<Schema extends z.ZodObject, Open extends OpenChannel>(
  accounts: Accounts<Schema, Open>,
  definition: PluginDefinition<Schema, Open>,
): Setup {
  const { id, secrets } = accounts
  const { env = {}, label, schema } = definition
  const fields = setupFields(schema, secrets, env)

  function apply<Config extends HostConfig>(cfg: Config, account: string, input: unknown): Config {
    const { token, useEnv, ...given } = readSetupInput(fields, input)
    const [main] = secrets
    const own = Object.hasOwn(schema.shape, 'token') ? { token } : main === undefined ? {} : { [main]: token }
    const values = { ...(token === undefined ? {} : own), ...(useEnv === true ? references(env) : {}), ...given }
    const edited = editAccount(cfg, id, account, (section) => ({ ...section, ...values, enabled: true }))
    return account === DEFAULT_ACCOUNT ? edited : switchChannel(edited, id, true)
  }

  return {
    setupContract: {
      kind: 'channel-owned',
      metadata: { fields },
      singleAccountKeysToMove: Object.keys(schema.shape),
      parseInput(input) {
        try {
          return { ok: true, value: readSetupInput(fields, input) }
        } catch (error) {
          return { ok: false, error: error instanceof Error ? error.message : String(error) }
        }
      },
      validateInput({ cfg, accountId, input }) {
        const next = apply(cfg, accountId, input)
        return accounts.problem(accountOf(next, id, accountId), next)
      },
      applyAccountConfig: ({ cfg, accountId, input }) => apply(cfg, accountId, input),
    },
    setupWizard: {
      channel: id,
      status: {
        configuredLabel: 'configured',
        unconfiguredLabel: secrets.length === 0 ? 'not set up' : 'needs its secret',
        resolveConfigured: ({ cfg, accountId }) =>
          accounts.of(cfg).some((account) => accountId === undefined || account.accountId === accountId) &&
          accounts.problem(accountOf(cfg, id, accountId), cfg) === null,
      },
      // Before the first account there is nothing to choose from, and its name would be asked for.
      resolveShouldPromptAccountIds: ({ cfg, shouldPromptAccountIds }) =>
        shouldPromptAccountIds && accounts.of(cfg).length > 0,
      credentials: secrets.map((key) => credentialOf(id, label, key, env[key], definition.setupHelp)),
      disable: (cfg) => switchChannel(cfg, id, false),
    },
  }
}

/** References to the environment, as the host writes them. */
function references(env: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(env).map(([key, name]) => [key, referenceTo(name)]))
}

function referenceTo(name: string): Readonly<Record<string, string>> {
  return { source: 'env', provider: 'default', id: name }
}

function credentialOf(
  id: string,
  label: string,
  key: string,
  variable: string | undefined,
  help: readonly string[] | undefined,
): WizardCredential {
  const words = key.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return {
    inputKey: key,
    providerHint: id,
    credentialLabel: `${label} ${words}`,
    ...(variable === undefined ? {} : { preferredEnvVar: variable }),
    ...(help === undefined ? {} : { helpTitle: label, helpLines: [...help] }),
    envPrompt: `Use ${variable ?? 'the environment'} for the ${words}?`,
    keepPrompt: `Keep the ${words}?`,
    inputPrompt: `The ${words}`,
    inspect({ cfg, accountId }) {
      const set = secretState(accountOf(cfg, id, accountId).section[key]) !== 'missing'
      const value = variable === undefined ? undefined : process.env[variable]
      return {
        accountConfigured: set,
        hasConfiguredValue: set,
        ...(value === undefined || value === '' ? {} : { envValue: value }),
      }
    },
    applyUseEnv: ({ cfg, accountId }) =>
      editAccount(cfg, id, accountId, (section) => ({
        ...section,
        enabled: true,
        ...(variable === undefined ? {} : { [key]: referenceTo(variable) }),
      })),
    applySet: ({ cfg, accountId, value }) =>
      editAccount(cfg, id, accountId, (section) => ({ ...section, enabled: true, [key]: value })),
  }
}
