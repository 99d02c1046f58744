import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)) } },
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/http/**', 'tests/browser/**', 'tests/runtime/**', 'tests/prove/**', 'tests/hostile/**'],
    globalSetup: ['tests/support/temporary-folder.ts', 'tests/support/database.ts'],
    chaiConfig: { truncateThreshold: 600 }, // a line that names a failure tells what was found
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'threads',
    maxWorkers: 2,
  },
})
