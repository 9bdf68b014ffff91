import manifest from '../package.json' with { type: 'json' }

// Placeholder until the command line is here: only the version.
if (process.argv.includes('--version')) console.log(manifest.version)
else process.exitCode = 2
