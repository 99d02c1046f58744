import { nacha } from './nacha.ts'
import { pain001 } from './pain001.ts'
import { payrollCsv } from './payroll-csv.ts'
import type { BankFiles } from './port.ts'
import { readCsvHeaders } from './read-csv-statement.ts'
import { applyStatusReport } from './read-status.ts'
import { recognise } from './recognise.ts'

/** Every rail and every reader that ships: they need no bank's interface, only a person who carries the files. */
export const bankFiles: BankFiles = { rails: { pain001, nacha, payroll_csv: payrollCsv }, recognise, readCsvHeaders, applyStatusReport }
