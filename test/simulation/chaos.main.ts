import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { explore, storyOf } from './explore.ts'

/** What the issue of record asks for: enough to trust the rules. */
const RUNS = 100_000

/** Histories that a process plays before it tells how far it is. */
const CHUNK = 1_000

/** A line of progress. */
interface Progress {
  readonly played: number
  readonly story?: string
}

const runs = Number(process.env.HOLDLINE_SIM_RUNS ?? RUNS)
const seed = Number(process.env.HOLDLINE_SIM_SEED ?? Date.now() % 2 ** 31)
const [share] = process.argv.slice(2)

if (share === undefined) await playAll()
else await playShare(Number(share))

/** Shares the histories among all processors. */
async function playAll(): Promise<void> {
  const workers = availableParallelism()
  let played = 0
  const begun = performance.now()
  console.log(`${runs} histories from seed ${seed} in ${workers} processes`)
  await Promise.all(
    Array.from(
      { length: workers },
      (_, index) =>
        new Promise<void>((resolve) => {
          const mine = Math.ceil((runs - index) / workers)
          const env = { ...process.env, HOLDLINE_SIM_RUNS: String(mine), HOLDLINE_SIM_SEED: String(seed) }
          const worker = fork(import.meta.filename, [String(index)], { env })
          worker.on('message', (progress: Progress) => {
            played += progress.played
            console.log(`${played} played${progress.story === undefined ? '' : `\n\n${progress.story}`}`)
          })
          worker.on('exit', (code) => {
            if (code !== 0) process.exitCode = 1
            resolve()
          })
        }),
    ),
  )
  const seconds = (performance.now() - begun) / 1_000
  console.log(`${played} histories in ${seconds.toFixed(0)} s, ${(played / seconds).toFixed(0)}/s`)
}

/** Plays one process's share; stops at the first broken rule. */
async function playShare(index: number): Promise<void> {
  for (let left = runs, chunk = 0; left > 0; left -= CHUNK, chunk += 1) {
    const found = await explore({ runs: Math.min(CHUNK, left), seed: seed + index * 1_000_003 + chunk })
    const progress: Progress = {
      played: found.numRuns,
      ...(found.counterexample === null ? {} : { story: storyOf(found) }),
    }
    process.send?.(progress)
    if (progress.story !== undefined) {
      process.exitCode = 1
      return
    }
  }
}
