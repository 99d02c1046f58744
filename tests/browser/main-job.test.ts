// The main job in the built product, in a browser, from the one-time link on an empty installation: each step does what it says, keeps its security policy, and is accessible. (3 min)
import { afterAll, beforeAll, test } from 'vitest'
import { beginJourney, endJourney, expectClean, type Journey } from './steps/journey.ts'
import { steps } from './steps/all.ts'

let journey: Journey
beforeAll(async () => { journey = await beginJourney() }, 300_000)
afterAll(async () => { await endJourney(journey) }, 120_000)

test.each(steps)('%s', async (_name, run) => {
  await run(journey)
  expectClean(journey)
}, 300_000)
