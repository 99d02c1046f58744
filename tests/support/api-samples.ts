// For every call of the interface an address that names a record that is there, and a body that its schema takes.
import type { Call } from '../../lib/api/call.ts'
import { encodeId, newUuid, type Noun } from '../../lib/kernel/id.ts'
import { jsonSchema, sample } from './sample.ts'
import { admin } from './world.ts'

const records: Readonly<Record<string, readonly [Noun, string]>> = {
  '/work-records': ['workRecord', 'work_records'],
  '/payees': ['payee', 'payees'],
  '/programs': ['program', 'programs'],
  '/awards': ['award', 'awards'],
  '/payouts': ['payout', 'payouts'],
  '/batches': ['batch', 'batches'],
  '/imports': ['import', 'imports'],
  '/catalogue-items': ['catalogueItem', 'catalogue_items'],
  '/disputes': ['dispute', 'disputes'],
}
async function idOf(noun: Noun, table: string, tenant: string): Promise<string> {
  const [row] = await admin`select id from ${admin(table)} where tenant_id = ${tenant} order by id limit 1`
  if (!row) throw new Error(`no ${noun} to name`)
  return encodeId(noun, row['id'] as string)
}
/** What a record of an address is, so that another company’s can be put in its place. */
export const nounOf = (call: Call): readonly [Noun, string] => {
  const found = records[`/${call.path.split('/')[1]}`]
  if (!found) throw new Error(`no records are known behind ${call.path}`)
  return found
}
/** One that waits for an answer, opened by somebody of the crew where none is. */
async function openDispute(tenant: string): Promise<string> {
  const [there] = await admin<{ id: string }[]>`select id from disputes where tenant_id = ${tenant} and state = 'open' order by id limit 1`
  if (there) return there.id
  const id = newUuid(new Date())
  await admin`insert into disputes (tenant_id, id, number, award_id, payee_id, line_key, line, reason, state, due_on, opened_by)
    select a.tenant_id, ${id}, ${`D-${id.slice(-6)}`}, a.id, a.payee_id, ${id}, 'The sum', 'One is missing', 'open', current_date + 5, (select id from members where tenant_id = ${tenant} and role = 'crew' order by id limit 1) from awards a where a.tenant_id = ${tenant} order by a.id limit 1`
  return id
}
/** Rows of the oldest import that were not taken, as a dry run leaves them. */
async function refuseRows(tenant: string): Promise<void> {
  await admin`insert into import_refusals (tenant_id, id, import_id, attempt, line, "column", reason, code, "row")
    select i.tenant_id, gen_random_uuid(), i.id, i.attempt, n, 'Closed', 'Write the moment as 2026-05-14 09:30', 'not_a_moment', '["H-1"]'::jsonb from (select * from imports where tenant_id = ${tenant} order by id limit 1) i, generate_series(2, 18) n
    where not exists (select from import_refusals r where r.tenant_id = i.tenant_id and r.import_id = i.id and r.attempt = i.attempt)`
}
export async function addressFor(call: Call, tenant: string): Promise<string> {
  if (call.id === 'holdPayout')
    return call.path.replace(
      '{id}',
      encodeId(
        'payout',
        (await admin`select id from payouts where tenant_id = ${tenant} and state in ('raised', 'approved') and batch_id is null order by id limit 1`)[0]?.[
          'id'
        ] as string,
      ),
    )
  if (call.id === 'correctWork')
    return call.path.replace(
      '{id}',
      encodeId(
        'workRecord',
        (
          await admin`select id from work_records w where tenant_id = ${tenant} and not exists (select from work_records n where n.tenant_id = w.tenant_id and n.supersedes_id = w.id) order by id limit 1`
        )[0]?.['id'] as string,
      ),
    )
  if (call.id === 'listDisputes') await openDispute(tenant)
  if (call.id === 'listImportRefusals') await refuseRows(tenant)
  if (call.path.startsWith('/disputes/')) return call.path.replace('{id}', encodeId('dispute', await openDispute(tenant)))
  // In the state in which it can be started, or stopped.
  if (call.id === 'startImport' || call.id === 'cancelImport')
    return call.path.replace(
      '{id}',
      encodeId(
        'import',
        (
          await admin`update imports set state = ${call.id === 'startImport' ? 'checked' : 'uploaded'}, finished_at = null where id = (select id from imports where tenant_id = ${tenant} order by id limit 1) returning id`
        )[0]?.['id'] as string,
      ),
    )
  return call.path.includes('{id}') ? call.path.replace('{id}', await idOf(...nounOf(call), tenant)) : call.path
}
async function praise(tenant: string): Promise<string> {
  const [row] =
    await admin`select p.id from programs p join rule_versions v on v.tenant_id = p.tenant_id and v.program_id = p.id and v.state = 'active' where p.tenant_id = ${tenant} and v.rule #>> '{pay,kind}' = 'nomination' limit 1`
  return row ? encodeId('program', row['id'] as string) : idOf('program', 'programs', tenant)
}
let made = 0
export async function bodyFor(call: Call, tenant: string): Promise<Record<string, unknown>> {
  if (!call.body) throw new Error(`${call.id} takes nothing`)
  const payee = await idOf('payee', 'payees', tenant),
    given = sample(jsonSchema(call.body)) as Record<string, unknown>
  const more: Readonly<Record<string, Record<string, unknown>>> = {
    recordWork: { key: `api-${Date.now()}-${++made}`, kind: 'visit', payee, closed: '2026-01-05 10:00', quantity: '1' },
    correctWork: { kind: 'visit', payee, quantity: String(++made), reason: 'Counted anew' },
    addPayee: { name: `Payee ${Date.now()} ${++made}` },
    changePayee: { name: 'Renamed', isActive: true },
    nominateAward: {
      programId: await praise(tenant),
      payeeId: payee,
      from: `${new Date().toISOString().slice(0, 7)}-01`,
      amount: '30.00',
      reason: 'Stayed late',
      proof: { name: 'proof.txt', content: Buffer.from('They stayed until ten.').toString('base64') },
    },
    raisePayout: { payeeId: payee, currency: 'USD', rail: 'pain001' },
    holdPayout: { reason: 'Look again' },
    addCatalogueItem: { name: `Item ${++made}`, description: '', price: '12.00', currency: 'USD', stock: 5, limitPerPayee: 2, isActive: true },
    changeCatalogueItem: {
      name: `Renamed ${++made}`,
      description: '',
      price: '13.00',
      currency: 'USD',
      stock: 5,
      limitPerPayee: 2,
      isActive: true,
      stockBefore: undefined,
    },
    decideDispute: { outcome: 'rejected', sentence: 'It was counted in May' },
  }
  return { ...given, ...more[call.id] }
}
