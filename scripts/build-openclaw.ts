import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Plugin, rolldown } from 'rolldown'

// Builds a plugin's `dist/openclaw.js`: one file without runtime dependencies, wording and page inside, and the notices
// of the packages in it; and beside it `dist/package`, the folder to pack: it has nothing of the workspace in it.
// `node scripts/build-openclaw.ts <plugin>`

const root = fileURLToPath(new URL('..', import.meta.url))
const name = process.argv[2]
if (name === undefined) throw new Error('usage: node scripts/build-openclaw.ts <plugin>')
const folder = join(root, 'plugins', name)

/** What the host loads at every start: more would be felt. */
const MAX_BYTES = 3_000_000

/** Plugins whose SDK is so large that the bundle is minified: Feishu's has six megabytes, all of it in one class. */
const MINIFIED = new Set(['feishu'])

/** Native speed-ups that `ws` does without. */
const OPTIONAL = new Set(['bufferutil', 'utf-8-validate'])

/** The page's files inside the bundle, in the place of the folder that the sources read. */
function inlinedPage(): Plugin {
  return {
    name: 'inlined-page',
    load(id) {
      if (!id.endsWith('/src/openclaw-page.ts')) return null
      const dir = join(folder, 'dist/page')
      if (!existsSync(dir)) throw new Error(`${dir} is missing: build the page first`)
      const files = readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((file) => [relative(dir, file), readFileSync(file).toString('base64')])
      return `const files = ${JSON.stringify(files)}
        export const page = { files: new Map(files.map(([name, body]) => [name, Buffer.from(body, 'base64')])) }`
    },
  }
}

/** The licences of what is inside the bundle. */
function noticesOf(modules: readonly string[]): string {
  const packages = new Map<string, string>()
  for (const id of modules) {
    const [, path] = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id) ?? []
    if (path !== undefined) packages.set(path, path)
  }
  const texts = [...packages.keys()].sort().map((path) => {
    const manifest: { name: string; version: string; license?: string } = JSON.parse(
      readFileSync(join(path, 'package.json'), 'utf8'),
    )
    const file = readdirSync(path).find((entry) => /^licen[cs]e(\.|$)/i.test(entry))
    if (file === undefined && manifest.license === undefined) throw new Error(`${manifest.name} states no licence`)
    const text = file === undefined ? `Licence: ${manifest.license}` : readFileSync(join(path, file), 'utf8').trim()
    return `${manifest.name} ${manifest.version}\n\n${text}`
  })
  return `This plugin contains the following packages.\n\n${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}

/** The hosts that the end-to-end tests run on. */
const HOST = { tested: '2026.9.6', range: '>=2026.9.6' }

/** What the built plugin says of itself. */
interface BuiltEntry {
  readonly id: string
  readonly name: string
  readonly setupPlugin: { readonly setupContract: { readonly metadata: object } }
  readonly secretKeys: readonly string[]
}

/**
 * Small entries beside the bundle, for commands of the host that only look: accounts, `channels add` and doctor; and
 * where secrets may stand. The host finds the latter by its name, and must not need the bundle for it.
 */
function writeEntries(target: string, { id, name, secretKeys }: BuiltEntry): void {
  const setup = "import entry from './openclaw.js'\nexport default { plugin: entry.setupPlugin }\n"
  writeFileSync(join(target, 'setup.js'), setup)
  const fields = JSON.stringify(secretKeys)
  const contract = `import { createSimpleChannelSecretContract } from 'openclaw/plugin-sdk/channel-secret-basic-runtime'
export const { secretTargetRegistryEntries, collectRuntimeConfigAssignments } = createSimpleChannelSecretContract({
  channelKey: ${JSON.stringify(id)},
  label: ${JSON.stringify(name)},
  channelFields: ${fields},
  accountFields: ${fields},
})
`
  writeFileSync(join(target, 'secret-contract-api.js'), contract)
}

/** Makes the package that is installed: `npm pack` of the plugin itself would name packages of the workspace. */
function stage(entry: BuiltEntry): void {
  const manifest: { id: string; name: string; description: string; version: string } = JSON.parse(
    readFileSync(join(folder, 'openclaw.plugin.json'), 'utf8'),
  )
  const target = join(folder, 'dist/package')
  rmSync(target, { recursive: true, force: true })
  mkdirSync(join(target, 'dist'), { recursive: true })
  copyFileSync(join(folder, 'dist/openclaw.js'), join(target, 'dist/openclaw.js'))
  writeEntries(join(target, 'dist'), entry)
  copyFileSync(join(folder, 'dist/THIRD_PARTY_NOTICES.txt'), join(target, 'THIRD_PARTY_NOTICES.txt'))
  copyFileSync(join(folder, 'openclaw.plugin.json'), join(target, 'openclaw.plugin.json'))
  copyFileSync(join(root, 'LICENSE'), join(target, 'LICENSE'))
  if (existsSync(join(folder, 'README.md'))) copyFileSync(join(folder, 'README.md'), join(target, 'README.md'))
  const packageJson = {
    name: manifest.id,
    version: manifest.version,
    description: manifest.description,
    license: 'MIT',
    type: 'module',
    files: ['dist', 'openclaw.plugin.json', 'THIRD_PARTY_NOTICES.txt'],
    peerDependencies: { openclaw: HOST.range },
    peerDependenciesMeta: { openclaw: { optional: true } },
    openclaw: {
      extensions: ['./dist/openclaw.js'],
      setupEntry: './dist/setup.js',
      channel: {
        id: manifest.id,
        label: manifest.name,
        blurb: manifest.description,
        markdownCapable: true,
        setup: entry.setupPlugin.setupContract.metadata,
      },
      install: { minHostVersion: HOST.range },
      compat: { pluginApi: HOST.range, minGatewayVersion: HOST.tested },
    },
  }
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(packageJson, null, 2)}\n`)
}

const bundle = await rolldown({
  input: join(folder, 'src/openclaw.ts'),
  platform: 'node',
  external: (id) => id.startsWith('openclaw/') || OPTIONAL.has(id),
  plugins: [inlinedPage()],
  // CommonJS packages ask for their folder while they load; in a bundle it is the bundle's.
  transform: { define: { __dirname: 'import.meta.dirname' } },
})
const { output } = await bundle.write({
  file: join(folder, 'dist/openclaw.js'),
  format: 'esm',
  // What an SDK loads on demand is inside, too.
  codeSplitting: false,
  comments: { legal: true },
  minify: MINIFIED.has(name),
})
await bundle.close()
const [chunk] = output
const foreign = chunk.imports.filter((id) => !isBuiltin(id) && !id.startsWith('openclaw/'))
if (foreign.length > 0) throw new Error(`the bundle would need ${foreign.join(', ')} at run time`)
const bytes = Buffer.byteLength(chunk.code)
if (bytes > MAX_BYTES) throw new Error(`the bundle has ${bytes} bytes, more than ${MAX_BYTES}`)
writeFileSync(join(folder, 'dist/THIRD_PARTY_NOTICES.txt'), noticesOf(chunk.moduleIds))
const built: { readonly default: BuiltEntry } = await import(pathToFileURL(join(folder, 'dist/openclaw.js')).href)
stage(built.default)
process.stdout.write(`plugins/${name}/dist/openclaw.js: ${(bytes / 1024).toFixed(0)} KiB\n`)
