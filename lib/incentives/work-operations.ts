import type { Operation } from '../access/operation.ts'
import type { JobBinding } from '../jobs/run-job.ts'
import { advanceImport } from './advance-import.ts'
import { cancelImport, checkImport, startImport } from './check-import.ts'
import { previewImport } from './preview-import.ts'
import { listMappings, saveMapping, showMapping } from './save-mapping.ts'
import { exportImportErrors, listImports, listRefusals, showImport } from './show-import.ts'
import { uploadImport } from './upload-import.ts'
import { advanceImportJob } from './work-jobs.ts'

export const operations: readonly Operation<unknown, unknown>[] = [
  uploadImport, checkImport, startImport, cancelImport, advanceImport, previewImport, showImport, listImports, listRefusals, exportImportErrors, saveMapping, listMappings, showMapping,
]
export const jobs: readonly JobBinding[] = [{ kind: advanceImportJob, operation: advanceImport }]
