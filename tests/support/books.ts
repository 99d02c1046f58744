import { expect } from 'vitest'
import { violationsOf } from '../../lib/incentives/invariants.sql.ts'
import { admin, type World } from './world.ts'

/** What is broken in the books of a world: nothing, after every test that moves money. */
export const brokenBooks = (world: World): Promise<string[]> =>
  violationsOf((text, ...values) => admin(text, ...values) as never, world.tenant).then((found) => found.map((v) => v.invariant))
export async function expectBooks(world: World): Promise<void> {
  expect(await brokenBooks(world)).toEqual([])
}
