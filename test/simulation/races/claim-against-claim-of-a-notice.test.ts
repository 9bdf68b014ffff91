import type { Engine } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { forward } from '../forward.ts'
import { CAPABLE, Stage } from '../stage.ts'
import { type Connect, STORES } from '../stores.ts'

/** Longer than two sweeps. */
const SWEEPS_MS = 2_500

/** Keeps each node's first finding of something to be told from it, until the test lets it go. */
function keeping(findings: (() => void)[]): (engine: Engine) => Engine {
  return (engine) => {
    let isFirst = true
    const dueNotices: Engine['find']['dueNotices'] = async (...question) => {
      const due = await engine.find.dueNotices(...question)
      if (due.length === 0 || !isFirst) return due
      isFirst = false
      await new Promise<void>((resolve) => findings.push(resolve))
      return due
    }
    return { ...forward(engine), find: { ...engine.find, dueNotices } }
  }
}

/** Two nodes that have both found one thing to be told, and have not claimed it yet; neither can take back what is out. */
async function bothHaveFound(connect: Connect): Promise<{ stage: Stage; findings: readonly (() => void)[] }> {
  const findings: (() => void)[] = []
  const platform = { ...CAPABLE, idempotent: false, edits: false }
  const stage = await Stage.open(connect, { nodes: 2, platform, spoil: keeping(findings) })
  await stage.command('/status')
  await stage.until(() => findings.length === 2, 'both nodes have found it')
  return { stage, findings }
}

for (const store of STORES) {
  test(`of two nodes that have found the same word to be told one tells it (${store.name})`, async () => {
    const { stage, findings } = await bothHaveFound(await store.open())
    for (const goOn of findings) goOn()
    await stage.until(() => stage.notices().length > 0, 'it is told')
    await stage.pass(SWEEPS_MS)
    expect(stage.notices()).toHaveLength(1)
    expect(stage.violations).toEqual([])
  })

  test(`a node that found a word before another told it does not tell it again (${store.name})`, async () => {
    const { stage, findings } = await bothHaveFound(await store.open())
    findings[0]?.()
    await stage.until(() => isTold(stage), 'it is told')
    findings[1]?.()
    await stage.pass(SWEEPS_MS)
    expect(stage.notices()).toHaveLength(1)
    expect(stage.violations).toEqual([])
  })
}

function isTold(stage: Stage): boolean {
  return [...stage.world.ledger.notices.values()].some(({ sent }) => sent > 0)
}
