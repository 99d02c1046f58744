import type { Operation } from '../access/operation.ts'
import type { JobBinding } from '../jobs/run-job.ts'
import { advanceImport } from './advance-import.ts'
import { addCrew, changeCrew, exportCrews, joinCrew, leaveCrew, listCrews, showCrew } from './change-crew.ts'
import { addPayee, changePayee, linkPayee, mergePayee } from './change-payee.ts'
import { cancelImport, checkImport, startImport } from './check-import.ts'
import { exportPayees, listChoices, listPayees, showPayee } from './list-payees.ts'
import { exportWork, listWork, showWork } from './list-work.ts'
import { previewImport } from './preview-import.ts'
import { correctWork, recordWork } from './record-work.ts'
import { exportMappings, listMappings, saveMapping, showMapping } from './save-mapping.ts'
import { exportImportErrors, exportImports, listImports, listRefusals, showImport } from './show-import.ts'
import { uploadImport } from './upload-import.ts'
import { advanceImportJob } from './work-jobs.ts'

export const operations: readonly Operation<unknown, unknown>[] = [
  listWork,
  exportWork,
  showWork,
  recordWork,
  correctWork,
  listPayees,
  exportPayees,
  showPayee,
  listChoices,
  addPayee,
  changePayee,
  linkPayee,
  mergePayee,
  listCrews,
  exportCrews,
  showCrew,
  addCrew,
  changeCrew,
  joinCrew,
  leaveCrew,
  uploadImport,
  checkImport,
  startImport,
  cancelImport,
  advanceImport,
  previewImport,
  showImport,
  listImports,
  exportImports,
  listRefusals,
  exportImportErrors,
  saveMapping,
  listMappings,
  exportMappings,
  showMapping,
]
export const jobs: readonly JobBinding[] = [{ kind: advanceImportJob, operation: advanceImport }]
