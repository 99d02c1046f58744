import type { Figure, Size } from './measure.ts'
import { measureCompute } from './row-compute.ts'
import { measureImport } from './row-import.ts'
import { measureList } from './row-list.ts'
import { measurePayout } from './row-payout.ts'
import { measureProvision } from './row-provision.ts'
import { measureRelease } from './row-release.ts'
import { measureSearch } from './row-search.ts'
import { measureExport } from './row-export.ts'
import { measurePage } from './row-page.ts'
import { measureScript } from './row-script.ts'
import { measureSealing } from './row-seal.ts'
import { measureVerify } from './row-verify.ts'
import type { DatabaseName } from './stage.ts'

/** One row of the promise: measured in a process of its own, on the large kept sets or on an empty database. */
export interface Row {
  readonly name: string
  readonly database: DatabaseName
  /** Needs the built application. */
  readonly web?: true
  readonly measure: (size: Size) => Promise<Figure[]>
}
export const rows: readonly Row[] = [
  { name: 'payout', database: 'fresh', measure: measurePayout },
  { name: 'release', database: 'fresh', measure: measureRelease },
  { name: 'list', database: 'kept', measure: measureList },
  { name: 'export', database: 'kept', web: true, measure: measureExport },
  { name: 'search', database: 'kept', measure: measureSearch },
  { name: 'page', database: 'kept', web: true, measure: measurePage },
  { name: 'seal', database: 'fresh', measure: measureSealing },
  { name: 'verify', database: 'kept', measure: measureVerify },
  { name: 'import', database: 'fresh', measure: measureImport },
  { name: 'compute', database: 'fresh', measure: measureCompute },
  { name: 'provision', database: 'fresh', measure: measureProvision },
  { name: 'script', database: 'kept', web: true, measure: measureScript },
]
