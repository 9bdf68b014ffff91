import type { Engine } from '@holdline/bridge'

/** An engine on an empty database, and other ways to that database. */
export interface EngineFixture {
  readonly engine: Engine
  /** Closes the engine, and opens the same database again. */
  readonly reopen?: () => Promise<Engine>
  /** Opens the same database once more, as another process would. */
  readonly second?: () => Promise<Engine>
}

/** Tests of the contract by the behaviour they are named after. */
export type EngineCases = Readonly<Record<string, (fixture: EngineFixture) => Promise<void>>>
