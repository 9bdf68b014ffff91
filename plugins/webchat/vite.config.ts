import { defineConfig } from 'vite'

// The page is served under `/` by the embedded gateway and under `/holdline/` by OpenClaw, so every address in it is
// relative. Nothing is inlined: the page's Content-Security-Policy allows neither inline code nor `data:` addresses.
export default defineConfig({
  root: new URL('./page', import.meta.url).pathname,
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: new URL('./dist/page', import.meta.url).pathname,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
