// A state is never told by colour alone: within each noun, shape and word together tell every state apart, and a word stands beside every mark.
import { expect, test } from 'vitest'
import { markShapes } from '../../app/_ui/mark.tsx'
import { states } from '../../app/_ui/status.tsx'

test.each(Object.entries(states))('%s', (_noun, record) => {
  const entries = Object.values(record as Record<string, readonly [string, string]>)
  for (const [shape, words] of entries) { expect(markShapes).toContain(shape); expect(words.length).toBeGreaterThan(2) }
  expect(new Set(entries.map(([, words]) => words)).size).toBe(entries.length)
})
