'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { decideStatementLine } from '@/lib/incentives/decide-line.ts'
import { importStatement } from '@/lib/incentives/import-statement.ts'
import { importedWords } from './imported-words.ts'

/** A mapping that was left empty is no mapping: the one used last counts. */
const given = (values: Record<string, unknown>): Record<string, unknown> => {
  const { mapping, ...rest } = values
  const filled = typeof mapping === 'object' && mapping !== null && Object.keys(mapping).some((key) => key !== 'dayFormat' && key !== 'decimals')
  return filled ? values : rest
}
export const importFile = action(importStatement, {
  input: given,
  message: importedWords,
})
export const decide = action(decideStatementLine, { then: (line) => paths.statement(line.statementId) })
