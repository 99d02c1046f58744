import { mappings } from '../../db/schema/work.ts'
import type { z } from 'zod'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { pageOfRows, type Page, type PageRequest } from '../access/list-page.ts'
import { command, query } from '../access/operation.ts'
import { listExport, listOf } from '../audit/list-export.ts'
import { canonicalJson, sha256Hex } from '../kernel/digest.ts'
import { decodeId, encodeId, newUuid, tryDecodeId } from '../kernel/id.ts'
import { invalid } from '../kernel/refusal.ts'
import { eq } from 'drizzle-orm'
import { payees } from '../../db/schema/work.ts'
import { mappingById, mappingNamed, newestMappings, type SavedMapping } from './import.ts'
import type { Mapping } from './import/mapping.ts'
import { placeOf } from './wallet-place.ts'
import { mappingSaved } from './work-events.ts'
import { ListMappings, SaveMapping, ShowMapping } from './work-inputs.ts'

/** The mapping under its name: as it is when nothing changed, otherwise a new version. Versions are never edited: imports name theirs. */
export async function keepMapping(ctx: Ctx, name: string, body: Mapping): Promise<SavedMapping & { isNew: boolean }> {
  if (body.unassignedPayee !== undefined) {
    const payeeId = tryDecodeId('payee', body.unassignedPayee)
    const [payee] = payeeId === undefined ? [] : await ctx.tx.select({ id: payees.id }).from(payees).where(eq(payees.id, payeeId))
    if (!payee) throw invalid('mapping.unassignedPayee', 'Choose the payee that takes unassigned work.')
  }
  const newest = await mappingNamed(ctx, name)
  if (newest && canonicalJson(newest.body) === canonicalJson(body)) return { ...newest, isNew: false }
  const id = newUuid(ctx.now),
    version = (newest?.version ?? 0) + 1
  await ctx.tx.insert(mappings).values({ id, name, version, body, createdBy: ctx.actor.memberId as string })
  ctx.record(mappingSaved, id, { name, version, digest: sha256Hex(canonicalJson(body)) })
  return { id, name, version, body, isNew: true }
}
export const saveMapping = command({
  name: 'incentives.saveMapping',
  needs: 'work.record',
  input: SaveMapping,
  run: async (ctx, { name, mapping }) => {
    const kept = await keepMapping(ctx, name, mapping)
    if (!kept.isNew) ctx.unchanged('the mapping says the same already')
    return { id: encodeId('mapping', kept.id), name: kept.name, version: kept.version, isNew: kept.isNew }
  },
})
const shown = (m: SavedMapping) => ({ id: encodeId('mapping', m.id), name: m.name, version: m.version, body: m.body })
async function readMappings(ctx: ReadCtx, { q }: z.infer<typeof ListMappings>, request: PageRequest): Promise<Page<SavedMapping>> {
  const found = (await newestMappings(ctx)).filter((m) => q === undefined || m.name.toLowerCase().includes(q.toLowerCase()))
  return pageOfRows(
    { idOf: (m: SavedMapping) => m.id, keys: { name: (m) => m.name.toLowerCase(), version: (m) => m.version }, defaultSort: 'name' },
    request,
    found,
  )
}
/** The newest of each name. */
export const listMappings = query({
  name: 'incentives.listMappings',
  needs: 'work.record',
  input: ListMappings,
  run: async (ctx, input) => {
    const page = await readMappings(ctx, input, input)
    return { ...page, rows: page.rows.map(shown), place: placeOf(ctx) }
  },
})
export const exportMappings = listExport({
  name: 'incentives.exportMappings',
  needs: 'work.record',
  input: ListMappings,
  of: (ctx, input) =>
    listOf(
      'mappings',
      input,
      [
        { header: 'Name', cell: (m: SavedMapping) => m.name },
        { header: 'Version', cell: (m) => m.version },
        { header: 'Key', cell: (m) => m.body.columns.key },
        { header: 'Closed', cell: (m) => m.body.columns.closed },
        { header: 'Payee', cell: (m) => m.body.columns.payee ?? m.body.columns.crew },
        { header: 'Further fields', cell: (m) => m.body.columns.extra.length },
        { header: 'Zone', cell: (m) => m.body.times.zone },
      ],
      (request) => readMappings(ctx, input, request),
    ),
})
/** A mapping by its id, or the newest of its name where the id is an older version. */
export const showMapping = query({
  name: 'incentives.showMapping',
  needs: 'work.record',
  input: ShowMapping,
  run: async (ctx, { id }) => {
    const asked = await mappingById(ctx, decodeId('mapping', id))
    return { ...shown((await mappingNamed(ctx, asked.name)) ?? asked), place: placeOf(ctx), zone: ctx.settings.zone, currency: ctx.settings.currency }
  },
})
