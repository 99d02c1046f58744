import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Proofs that take minutes: kill loops, hostile input, backup and restore, the shipped proxy. Each starts what it needs. */
export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)) } },
  test: {
    include: ['tests/runtime/**/*.test.ts', 'tests/prove/**/*.test.ts'],
    globalSetup: ['tests/support/temporary-folder.ts', 'tests/support/database.ts'],
    chaiConfig: { truncateThreshold: 600 }, // a line that names a failure tells what was found
    testTimeout: 600_000,
    hookTimeout: 300_000,
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
  },
})
