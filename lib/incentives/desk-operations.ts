import type { Operation } from '../access/operation.ts'
import { findRecords } from './find-records.ts'
import { listWaiting } from './list-waiting.ts'
import { showBalance } from './show-balance.ts'
import { showFirstSteps } from './show-first-steps.ts'
import { showMoney } from './show-money.ts'

/** What the frame and the home page ask of the main job. */
export const operations: readonly Operation<unknown, unknown>[] = [listWaiting, showMoney, showFirstSteps, findRecords, showBalance]
