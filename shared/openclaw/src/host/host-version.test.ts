import { expect, test } from 'vitest'
import { hostProblem } from './host-version.ts'

test.for(['2026.9.6', '2026.9.7-beta.1', '2026.10.0', '2027.1.1', 'v2026.9.6', 'from source'])(
  '%s can run the plugins',
  (version) => {
    expect(hostProblem(version)).toBeNull()
  },
)

test.for(['2026.9.5', '2026.4.14', '2025.12.31'])('%s is too old, and the way out is said', (version) => {
  expect(hostProblem(version)).toBe(
    `Holdline needs OpenClaw 2026.9.6 or newer, and this is ${version}: run "openclaw update", or "npm install -g openclaw@latest"`,
  )
})
