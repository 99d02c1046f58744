import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Tests that talk to the built product over HTTP or in a browser: one server for the whole run. */
export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)) } },
  test: {
    include: ['tests/http/**/*.test.ts', 'tests/browser/**/*.test.ts', 'tests/hostile/**/*.test.ts'],
    globalSetup: ['tests/support/temporary-folder.ts', 'tests/support/server.ts'],
    chaiConfig: { truncateThreshold: 600 }, // a line that names a failure tells what was found
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'threads',
    maxWorkers: 1,
    fileParallelism: false,
  },
})
