import type { Figure, Size } from './measure.ts'
import { measureCompute } from './row-compute.ts'
import { measureImport } from './row-import.ts'
import { measureList } from './row-list.ts'
import { measureMembers } from './row-members.ts'
import { measurePassword } from './row-password.ts'
import { measurePayout } from './row-payout.ts'
import { measurePolicy } from './row-policy.ts'
import { measureProvision } from './row-provision.ts'
import { measureRelease } from './row-release.ts'
import { measureSearch } from './row-search.ts'
import { measureExport } from './row-export.ts'
import { measurePage } from './row-page.ts'
import { measureSignIn } from './row-sign-in.ts'
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
  { name: 'policy', database: 'fresh', web: true, measure: measurePolicy },
  { name: 'sign-in', database: 'fresh', measure: measureSignIn },
  { name: 'members', database: 'fresh', measure: measureMembers },
  { name: 'password', database: 'fresh', measure: measurePassword },
  { name: 'script', database: 'kept', web: true, measure: measureScript },
]
