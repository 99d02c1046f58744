import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { root } from './source-tree.ts'

/** Compares with a reviewed file: a change of policy is a change of text that a reviewer sees. `UPDATE_GOLDEN=1` writes it anew. */
export function expectGolden(name: string, text: string): void {
  const file = `${root}tests/architecture/${name}`
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text)
  expect(text, `${name} differs: look at the change, then run UPDATE_GOLDEN=1 npx vitest run tests/architecture`).toBe(
    existsSync(file) ? readFileSync(file, 'utf8') : '',
  )
}
