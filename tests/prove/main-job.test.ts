// The main job in the built product, in a browser, from the one-time link on: each step does what it says, keeps its policy, and is accessible. (6 min)
import { beginJourney, endJourney } from './steps/journey.ts'
import { steps } from './steps/all.ts'
import { walk } from './steps/walk.ts'

walk(steps, () => beginJourney(), endJourney)
