import type { Operation } from '../access/operation.ts'
import type { Subscription } from '../access/ports.ts'
import type { JobBinding } from '../jobs/run-job.ts'
import { computeAwards } from './compute-awards.ts'
import { confirmAwards } from './confirm-awards.ts'
import { correctAward } from './correct-award.ts'
import { declineAwards, nominateAward } from './nominate-award.ts'
import { exportAwardRuns, listAwardRuns } from './list-award-runs.ts'
import { exportAwards, listAwards, showAward } from './read-awards.ts'
import { exportPrograms, listNominationPrograms, listProgramPayees, listPrograms, showProgram } from './read-programs.ts'
import { takeProof } from './take-proof.ts'
import { replayRule, showAudience, tryRule } from './replay-rule.ts'
import { recomputePeriodJob, reviewPeriods, reviewPeriodsJob } from './recompute-awards.ts'
import { activateRule, addBudget, changeProgram, draftRule, moveProgram, writeProgram } from './write-program.ts'

export const operations: readonly Operation<unknown, unknown>[] = [
  writeProgram,
  draftRule,
  activateRule,
  addBudget,
  changeProgram,
  moveProgram,
  listPrograms,
  exportPrograms,
  showProgram,
  listProgramPayees,
  listNominationPrograms,
  replayRule,
  showAudience,
  tryRule,
  computeAwards,
  reviewPeriods,
  confirmAwards,
  declineAwards,
  nominateAward,
  correctAward,
  listAwards,
  exportAwards,
  showAward,
  takeProof,
  listAwardRuns,
  exportAwardRuns,
]
export const jobs: readonly JobBinding[] = [
  { kind: reviewPeriodsJob, operation: reviewPeriods },
  { kind: recomputePeriodJob, operation: computeAwards },
]
export const subscriptions: readonly Subscription[] = ['import.finished', 'work.recorded', 'work.corrected'].map((event) => ({ event, kind: reviewPeriodsJob }))
