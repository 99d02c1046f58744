import { mappings } from '../../db/schema/work.ts'
import type { Ctx } from '../access/ctx.ts'
import { command, query } from '../access/operation.ts'
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
  const id = newUuid(ctx.now), version = (newest?.version ?? 0) + 1
  await ctx.tx.insert(mappings).values({ id, name, version, body, createdBy: ctx.actor.memberId as string })
  ctx.record(mappingSaved, id, { name, version, digest: sha256Hex(canonicalJson(body)) })
  return { id, name, version, body, isNew: true }
}
export const saveMapping = command({
  name: 'incentives.saveMapping', needs: 'work.record', input: SaveMapping,
  run: async (ctx, { name, mapping }) => {
    const kept = await keepMapping(ctx, name, mapping)
    if (!kept.isNew) ctx.unchanged('the mapping says the same already')
    return { id: encodeId('mapping', kept.id), name: kept.name, version: kept.version, isNew: kept.isNew }
  },
})
const shown = (m: SavedMapping) => ({ id: encodeId('mapping', m.id), name: m.name, version: m.version, body: m.body })
export const listMappings = query({ name: 'incentives.listMappings', needs: 'work.record', input: ListMappings, run: async (ctx) => ({ rows: (await newestMappings(ctx)).map(shown), place: placeOf(ctx) }) })
/** A mapping by its id, or the newest of its name where the id is an older version. */
export const showMapping = query({ name: 'incentives.showMapping', needs: 'work.record', input: ShowMapping, run: async (ctx, { id }) => {
  const asked = await mappingById(ctx, decodeId('mapping', id))
  return { ...shown((await mappingNamed(ctx, asked.name)) ?? asked), place: placeOf(ctx), zone: ctx.settings.zone, currency: ctx.settings.currency }
} })
