import { fileURLToPath } from 'node:url'
import type { PageSource } from './page-files.ts'

/** The built page. The bundle for OpenClaw carries the files themselves instead of this folder. */
export const page: PageSource = { dir: fileURLToPath(new URL('../dist/page', import.meta.url)) }
