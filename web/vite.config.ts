import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  // Relative, so that the pages work below any path of the server.
  base: './',
  build: {
    target: 'es2022',
    // The server forbids data: URLs, so nothing may be inlined into the style sheet.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { '/ws': { target: 'ws://127.0.0.1:8080', ws: true, rewrite: (path) => path.replace(/^\/ws/, '/') } },
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node', setupFiles: ['src/testing/globals.ts'] },
});
