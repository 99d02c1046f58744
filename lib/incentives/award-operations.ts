import type { Operation } from '../access/operation.ts'
import { computeAwards } from './compute-awards.ts'
import { confirmAwards } from './confirm-awards.ts'
import { correctAward } from './correct-award.ts'
import { declineAwards, nominateAward } from './nominate-award.ts'
import { exportAwards, listAwards, readProof, showAward } from './read-awards.ts'
import { listNominationPrograms, listProgramPayees, listPrograms, replayRule, showProgram, tryRule } from './read-programs.ts'
import { recomputeAwards } from './recompute-awards.ts'
import { activateRule, addBudget, changeProgram, draftRule, moveProgram, writeProgram } from './write-program.ts'

export const operations: readonly Operation<unknown, unknown>[] = [
  writeProgram, draftRule, activateRule, addBudget, changeProgram, moveProgram, listPrograms, showProgram, listProgramPayees, listNominationPrograms, replayRule, tryRule,
  computeAwards, recomputeAwards, confirmAwards, declineAwards, nominateAward, correctAward, listAwards, exportAwards, showAward, readProof,
]
