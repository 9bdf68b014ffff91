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

/** The environment of a tool server: the usual few variables, and what its configuration sets. */
export function stdioEnvironment(configured: Readonly<Record<string, string>> = {}): Record<string, string> {
  const inherited = PASSED_ON.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value]]
  })
  return { ...Object.fromEntries(inherited), ...configured }
}
