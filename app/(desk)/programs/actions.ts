'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { computeAwards, type Computed } from '@/lib/incentives/compute-awards.ts'
import { activateRule, addBudget, changeProgram, draftRule, moveProgram, writeProgram } from '@/lib/incentives/write-program.ts'
import { programFrom, draftFrom } from './program-input.ts'

const nothingWritten = ({ why, period }: Computed): string =>
  why === 'no work'
    ? `No work in ${period} counts under this rule; nothing was written.`
    : why === 'no amount'
      ? `The work in ${period} that counts earns nothing under this rule; nothing was written.`
      : 'Computed before with the same result; nothing changed.'

export const write = action(writeProgram, { input: programFrom, then: (program) => paths.program(program.id) })
export const draft = action(draftRule, { input: draftFrom, then: (program) => paths.program(program.id) })
export const activate = action(activateRule, { then: (program) => paths.program(program.id) })
export const budget = action(addBudget, { then: (program) => paths.program(program.id) })
export const change = action(changeProgram, { then: (program) => paths.program(program.id) })
export const move = action(moveProgram, { then: (program) => paths.program(program.id) })
export const compute = action(computeAwards, { then: (run) => (run.runId ? paths.awardRun(run.runId) : undefined), message: nothingWritten })
