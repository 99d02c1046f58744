import type { ReadCtx } from '../access/ctx.ts'
import { one } from '../kernel/assert.ts'
import type { CanonicalRow } from './canonical.ts'
import { sealedColumns } from './event-row.sql.ts'
import { askThrough } from './tree-of.sql.ts'

/** The fields of one event of the reader's tenant, as they are sealed. */
export async function readSealedRow(ctx: ReadCtx, uuid: string): Promise<CanonicalRow> {
  return one(
    await askThrough(ctx)<CanonicalRow>(`select ${sealedColumns} from public.audit_events e where e.tenant_id = $1::uuid and e.id = $2::uuid`, [
      ctx.tenant,
      uuid,
    ]),
    'event',
  )
}
