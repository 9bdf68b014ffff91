import { delimiter } from 'node:path'

/** What a tool server gets of our environment: the variables that MCP clients pass on, so that no key of ours leaks. */
const PASSED_ON =
  process.platform === 'win32'
    ? ['APPDATA', 'HOMEDRIVE', 'HOMEPATH', 'LOCALAPPDATA', 'PATH', 'PROCESSOR_ARCHITECTURE', 'SYSTEMDRIVE'].concat([
        'SYSTEMROOT',
        'TEMP',
        'USERNAME',
        'USERPROFILE',
      ])
    : ['HOME', 'LOGNAME', 'PATH', 'SHELL', 'TERM', 'USER']

/** What npm puts before the `PATH` of a script. */
const OF_NPM = /[\\/](node_modules[\\/]\.bin|node-gyp-bin)$/

/**
 * The environment of a tool server: the usual few variables, and what its configuration sets. Under `npm start`, npm has
 * put our own Node 24 first in `PATH`; by it, an `npx` of the operator would miss what is set up for their Node, such as
 * the registry or the certificates in npm's global configuration.
 */
export function stdioEnvironment(configured: Readonly<Record<string, string>> = {}): Record<string, string> {
  const inherited = PASSED_ON.flatMap((name) => {
    const value = process.env[name]
    if (value === undefined) return []
    return [[name, name === 'PATH' ? operatorPath(value) : value]]
  })
  return { ...Object.fromEntries(inherited), ...configured }
}

/** `PATH` as the operator's shell has it. */
function operatorPath(path: string): string {
  if (process.env.npm_lifecycle_event === undefined) return path
  const folders = path.split(delimiter)
  return folders.slice(folders.findIndex((folder) => !OF_NPM.test(folder))).join(delimiter)
}
