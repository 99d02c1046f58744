'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { decideStatementLine } from '@/lib/incentives/decide-line.ts'
import { importStatement } from '@/lib/incentives/import-statement.ts'
import { importedWords } from './imported-words.ts'
import { withMapping } from './statement-values.ts'

export const importFile = action(importStatement, {
  input: withMapping,
  message: importedWords,
  then: ({ reading }) => (reading === undefined ? undefined : paths.statementFile(reading)),
})
export const decide = action(decideStatementLine, { then: (line) => paths.statement(line.statementId) })
