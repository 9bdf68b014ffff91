// The arrows of the design: plugins, stores and the gateways know the bridge, and the bridge knows none of them.
// `scripts/dependency-rule.test.ts` plants a violation of every rule below and sees it reported.

const TESTS = '\\.test\\.tsx?$'

/** Pure helpers of Node; everything else in Node is I/O, time or state, which the bridge gets injected. */
const PURE_CORE_MODULES = '^(node:)?(assert|crypto|util)$'

/** A plugin's OpenClaw entry: `openclaw.ts` and what stands beside it, such as `openclaw-definition.ts`. */
const OPENCLAW_FILES = '^plugins/[^/]+/src/openclaw[a-z.-]*\\.ts$'

/** What the tests of a plugin share. */
const PLUGIN_TESTING = '^plugins/[^/]+/src/testing/'

/** What each kind of package may import besides itself and npm packages. */
const allowed = [
  { name: 'bridge-imports-no-package', from: '^shared/bridge/', to: ['locales'] },
  { name: 'locales-import-no-package', from: '^locales/', to: [] },
  { name: 'stores-import-only-the-bridge', from: '^shared/store-[^/]+/', to: ['shared/bridge'] },
  {
    name: 'openclaw-imports-bridge-and-sqlite',
    from: '^shared/openclaw/',
    to: ['shared/bridge', 'shared/store-sqlite', 'locales'],
  },
  {
    name: 'gateway-imports-stores-and-plugins',
    from: '^shared/gateway/',
    to: ['shared/bridge', 'shared/store-[^/]+', 'plugins/[^/]+', 'locales'],
  },
  {
    name: 'plugins-import-only-the-bridge',
    from: '^plugins/[^/]+/',
    except: [OPENCLAW_FILES, TESTS, PLUGIN_TESTING],
    to: ['shared/bridge', 'locales'],
  },
  {
    name: 'plugin-tests-import-only-the-bridge-and-platforms',
    from: `^plugins/[^/]+/.*${TESTS}|${PLUGIN_TESTING}`,
    except: OPENCLAW_FILES,
    to: ['shared/bridge', 'locales', 'test/platforms', 'test/channels'],
  },
  {
    name: 'plugin-openclaw-entries-import-openclaw',
    from: OPENCLAW_FILES,
    to: ['shared/bridge', 'shared/openclaw', 'locales'],
  },
]

const ANY_PACKAGE = '^((?:shared|plugins)/[^/]+|locales|test)/'

/** The one package that a file belongs to, so that imports inside it stay free. */
function ownPackage(from) {
  return from.startsWith('^locales') ? '^locales/' : '^$1/'
}

const arrows = allowed.map(({ name, from, except, to }) => ({
  name,
  severity: 'error',
  from: { path: from.startsWith('^locales') ? from : `(?=${from})${ANY_PACKAGE}`, ...(except && { pathNot: except }) },
  to: { path: ANY_PACKAGE, pathNot: [ownPackage(from), ...to.map((path) => `^${path}/`)] },
}))

export default {
  forbidden: [
    ...arrows,
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'only-the-index-from-outside',
      comment: 'A package is used through its index (locales also by their JSON files, tests by what they export).',
      severity: 'error',
      from: { path: ANY_PACKAGE },
      to: {
        path: '^(shared|plugins)/[^/]+/',
        pathNot: ['^$1/', '^(shared|plugins)/[^/]+/src/index\\.ts$'],
      },
    },
    {
      name: 'bridge-gets-wording-injected',
      comment: 'Only the file that derives the names of the texts knows the locales, as a type.',
      severity: 'error',
      from: { path: '^shared/bridge/', pathNot: [TESTS, '^shared/bridge/src/i18n/keys\\.ts$'] },
      to: { path: '^locales/' },
    },
    {
      name: 'bridge-does-no-io',
      severity: 'error',
      from: { path: '^shared/bridge/', pathNot: TESTS },
      to: { dependencyTypes: ['core'], pathNot: PURE_CORE_MODULES },
    },
    {
      name: 'page-runs-in-a-browser',
      severity: 'error',
      from: { path: '^plugins/[^/]+/page/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'sqlite-stays-in-its-store',
      severity: 'error',
      from: { pathNot: ['^shared/store-sqlite/', '^test/'] },
      to: { dependencyTypes: ['core'], path: '^(node:)?sqlite$' },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // TypeScript 7 has no JavaScript API, so swc reads the sources; it also sees type-only imports.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|dist|coverage|\\.stryker-tmp)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
