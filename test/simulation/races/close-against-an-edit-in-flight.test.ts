import { expect, test } from 'vitest'
import { HERE } from '../stage.ts'
import { outcomesOf, RACE_TIMEOUT_MS, says } from './race.ts'

test('a notice that is being edited when its turn ends shows the end', { timeout: RACE_TIMEOUT_MS }, async () => {
  const outcomes = await outcomesOf({
    commands: [says([{ do: 'think', ms: 1_200 }]), says(), { do: 'pass', ms: 1_100 }, says(), { do: 'pass', ms: 200 }],
    outcomeOf: (world) => {
      const { posts, shown } = world.platformOf(HERE)
      const [notice] = posts.filter((post) => post.kind === 'notice')
      const revisions = [...shown].filter((key) => key.startsWith(`${notice?.key}@`)).length
      return `${revisions} shown, ${notice?.live === true ? 'live' : 'closed'}`
    },
  })
  expect(outcomes).toContain('2 shown, closed')
  expect(outcomes).toContain('3 shown, closed')
  expect(outcomes.filter((outcome) => outcome.endsWith('live'))).toEqual([])
})
