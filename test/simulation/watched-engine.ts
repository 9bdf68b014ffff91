import type {
  Change,
  Engine,
  Finders,
  Json,
  LeaseRef,
  LogWrite,
  PurgeLimits,
  Renewal,
  SessionKey,
  SessionState,
  TableName,
  Tables,
  Verdict,
  Want,
} from '@holdline/bridge'

/** What happens around a node's calls to the store. */
export interface StoreWatch {
  /** Before the commit or the reading. May wait, throw, or never come back. */
  before(operation: string): Promise<void>
  /** Committed: who wrote what. */
  committed(changes: readonly Change[]): void
  /** Leases were renewed. */
  renewed(leases: readonly LeaseRef[], expiresAt: number): void
  /** After the commit, before the caller knows. May wait, or never come back. */
  after(operation: string): Promise<void>
  /** Another node has committed; `deliver` is the listener of this node. */
  hint(deliver: () => void): void
}

/** An engine whose every call waits for its turn and is written down. */
export class WatchedEngine implements Engine {
  readonly find: Finders
  readonly #inner: Engine
  readonly #watch: StoreWatch

  constructor(inner: Engine, watch: StoreWatch) {
    this.#inner = inner
    this.#watch = watch
    this.find = watchedFinders(inner.find, watch)
  }

  decide<T>(key: SessionKey, want: Want, decision: (state: SessionState) => Verdict<T>): Promise<T> {
    let changes: readonly Change[] = []
    return this.#write(
      'decide',
      () =>
        this.#inner.decide(key, want, (state) => {
          const verdict = decision(state)
          changes = verdict.changes
          return verdict
        }),
      () => changes,
    )
  }

  update<T extends TableName>(
    table: T,
    id: string,
    change: (row: Tables[T] | null) => Tables[T] | undefined,
  ): Promise<Tables[T] | undefined> {
    return this.#write(
      `update ${table}`,
      () => this.#inner.update(table, id, change),
      (row) => (row === undefined ? [] : putOf(table, row)),
    )
  }

  write(changes: readonly Change[]): Promise<void> {
    return this.#write(
      'write',
      () => this.#inner.write(changes),
      () => changes,
    )
  }

  updateValue(
    scope: string,
    key: string,
    change: (value: Json | null) => Json | null | undefined,
  ): Promise<Json | null> {
    return this.#write(
      'updateValue',
      () => this.#inner.updateValue(scope, key, change),
      () => [],
    )
  }

  async renew(leases: readonly LeaseRef[], expiresAt: number): Promise<Renewal> {
    await this.#watch.before('renew')
    const renewal = await this.#inner.renew(leases, expiresAt)
    this.#watch.renewed(leases, expiresAt)
    await this.#watch.after('renew')
    return renewal
  }

  append(write: LogWrite, floor: number): Promise<number> {
    return this.#write(
      'append',
      () => this.#inner.append(write, floor),
      () => [],
    )
  }

  purge(limits: PurgeLimits): Promise<void> {
    return this.#write(
      'purge',
      () => this.#inner.purge(limits),
      () => [],
    )
  }

  watch(listener: () => void): () => void {
    return this.#inner.watch(() => this.#watch.hint(listener))
  }

  close(): Promise<void> {
    return this.#inner.close()
  }

  async #write<T>(
    operation: string,
    commit: () => Promise<T>,
    changesOf: (result: T) => readonly Change[],
  ): Promise<T> {
    await this.#watch.before(operation)
    const result = await commit()
    this.#watch.committed(changesOf(result))
    await this.#watch.after(operation)
    return result
  }
}

function putOf<T extends TableName>(table: T, row: Tables[T]): readonly Change[] {
  const puts: { readonly [N in TableName]: (row: Tables[N]) => Change } = {
    session: (one) => ({ type: 'put', table: 'session', row: one }),
    inbound: (one) => ({ type: 'put', table: 'inbound', row: one }),
    turn: (one) => ({ type: 'put', table: 'turn', row: one }),
    notice: (one) => ({ type: 'put', table: 'notice', row: one }),
    outbox: (one) => ({ type: 'put', table: 'outbox', row: one }),
  }
  return [puts[table](row)]
}

function watchedFinders(find: Finders, watch: StoreWatch): Finders {
  const read = async <T>(name: string, ask: () => Promise<T>): Promise<T> => {
    await watch.before(`find.${name}`)
    return await ask()
  }
  return {
    record: (table, id) => read('record', () => find.record(table, id)),
    sessions: () => read('sessions', () => find.sessions()),
    state: (key) => read('state', () => find.state(key)),
    runningTurns: (owner) => read('runningTurns', () => find.runningTurns(owner)),
    runningOwners: () => read('runningOwners', () => find.runningOwners()),
    expiredTurns: (now, routes, limit) => read('expiredTurns', () => find.expiredTurns(now, routes, limit)),
    dueSessions: (now, routes, limit) => read('dueSessions', () => find.dueSessions(now, routes, limit)),
    dueNotices: (now, routes, limit) => read('dueNotices', () => find.dueNotices(now, routes, limit)),
    liveNotices: (routes, limit) => read('liveNotices', () => find.liveNotices(routes, limit)),
    noticesOf: (key, limit) => read('noticesOf', () => find.noticesOf(key, limit)),
    outboxHeads: (now, routes, limit) => read('outboxHeads', () => find.outboxHeads(now, routes, limit)),
    journal: (turnId) => read('journal', () => find.journal(turnId)),
    history: (key, generation, limit) => read('history', () => find.history(key, generation, limit)),
    finishedTurns: (key, limit) => read('finishedTurns', () => find.finishedTurns(key, limit)),
    log: (scope, after, limit) => read('log', () => find.log(scope, after, limit)),
    logBounds: (scope) => read('logBounds', () => find.logBounds(scope)),
    value: (scope, key) => read('value', () => find.value(scope, key)),
    values: (scope) => read('values', () => find.values(scope)),
  }
}
