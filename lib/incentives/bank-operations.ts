import type { Operation } from '../access/operation.ts'
import type { JobBinding } from '../jobs/run-job.ts'
import { readStatementFileJob } from './bank-jobs.ts'
import { compareNightly, tellOfBooks } from './compare-nightly.ts'
import { decideStatementLine } from './decide-line.ts'
import { downloadBatchFile } from './download-batch-file.ts'
import { importStatement } from './import-statement.ts'
import { exportBatches, exportBatchPayouts, listBatches, listBatchPayouts, listFreePayouts } from './list-batches.ts'
import { listOriginators } from './list-originators.ts'
import { exportStatements, listStatements, showStatement } from './list-statements.ts'
import { exportStatementLines, listStatementLines, showStatementLine } from './list-statement-lines.ts'
import { cancelBatch, changeBatch, makeBatch } from './make-batch.ts'
import { readStatementFile, showStatementFile } from './read-statement-file.ts'
import { receiveStatement } from './receive-statement.ts'
import { refuseBatch } from './refuse-batch.ts'
import { releaseBatch, writeTestFile } from './release-batch.ts'
import { saveOriginator } from './save-originator.ts'
import { checkBatch, showBatch } from './show-batch.ts'
import { showReconciliation } from './show-reconciliation.ts'

export const operations: readonly Operation<unknown, unknown>[] = [
  listOriginators,
  saveOriginator,
  makeBatch,
  changeBatch,
  cancelBatch,
  releaseBatch,
  writeTestFile,
  refuseBatch,
  downloadBatchFile,
  listBatches,
  exportBatches,
  listBatchPayouts,
  listFreePayouts,
  exportBatchPayouts,
  showBatch,
  checkBatch,
  importStatement,
  receiveStatement,
  readStatementFile,
  showStatementFile,
  listStatements,
  showStatement,
  listStatementLines,
  exportStatementLines,
  exportStatements,
  showStatementLine,
  decideStatementLine,
  showReconciliation,
  compareNightly,
  tellOfBooks,
]
export const jobs: readonly JobBinding[] = [{ kind: readStatementFileJob, operation: readStatementFile }]
