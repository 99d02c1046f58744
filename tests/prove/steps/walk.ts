import { afterAll, beforeAll, test } from 'vitest'
import { expectClean, type Journey } from './journey.ts'

export type Step<J extends Journey> = readonly [name: string, run: (journey: J) => Promise<void>]
/** Walks steps in their order; each stands on what those before it have left, so that the first that fails names the fault. */
export function walk<J extends Journey>(steps: readonly Step<J>[], begin: () => Promise<J>, end: (journey: J) => Promise<void>): void {
  let journey: J, broken: string | undefined
  beforeAll(async () => {
    journey = await begin()
  }, 600_000)
  afterAll(async () => {
    await end(journey)
  }, 120_000)

  test.each(steps)(
    '%s',
    async (name, run) => {
      if (broken !== undefined) throw new Error(`“${broken}” did not end well, and this stands on it.`)
      broken = name
      await run(journey)
      broken = undefined
      expectClean(journey)
    },
    600_000,
  )
}
