// The main job in the built product, in a browser, from the one-time link on: each step does what it says, keeps its policy, and is accessible. (6 min)
import { afterAll, beforeAll, test } from 'vitest'
import { beginJourney, endJourney, expectClean, type Journey } from './steps/journey.ts'
import { steps } from './steps/all.ts'

let journey: Journey, broken: string | undefined
beforeAll(async () => { journey = await beginJourney() }, 600_000)
afterAll(async () => { await endJourney(journey) }, 120_000)

test.each(steps)('%s', async (name, run) => {
  if (broken !== undefined) throw new Error(`“${broken}” did not end well, and this stands on it.`)
  broken = name
  await run(journey)
  broken = undefined
  expectClean(journey)
}, 600_000)
