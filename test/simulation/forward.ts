import type { Engine } from '@holdline/bridge'

/** An engine whose every call goes to another: what stands in between replaces the calls that it means. */
export function forward(engine: Engine): Engine {
  return {
    find: engine.find,
    decide: (key, want, decision) => engine.decide(key, want, decision),
    update: (table, id, change) => engine.update(table, id, change),
    write: (changes) => engine.write(changes),
    updateValue: (scope, key, change) => engine.updateValue(scope, key, change),
    renew: (leases, expiresAt) => engine.renew(leases, expiresAt),
    append: (write, floor) => engine.append(write, floor),
    purge: (limits) => engine.purge(limits),
    watch: (listener) => engine.watch(listener),
    close: () => engine.close(),
  }
}
