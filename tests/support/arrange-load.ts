import { activateRule, writeProgram } from '../../lib/incentives/write-program.ts'
import { confirmBankDetail, enterBankDetail } from '../../lib/incentives/bank-detail.ts'
import { systemClock } from '../../lib/kernel/clock.ts'
import { makePayee } from './awards.ts'
import { ownIban, setOriginator } from './bank.ts'
import { ibanOf } from './rails/orders.ts'
import { admin, makeWorld, type World } from './world.ts'

/** Minor units for each record of work. */
export const recordRate = 250n
/** Records of work of each payee in each month. */
export const recordsEach = 2
export interface Arranged {
  readonly world: World
  readonly programId: string
  readonly payees: readonly { readonly id: string; readonly uuid: string }[]
  readonly iban: string
}
/** A company with payees who can be paid and months of work to compute, from January 2016 on: what tests/support/kill-load.ts works through. */
export async function arrangeLoad(payeeCount: number, months: number): Promise<Arranged> {
  const world = await makeWorld(systemClock.now().toISOString(), { currency: 'EUR', zone: 'Europe/Amsterdam' })
  await setOriginator(world, 'pain001', 'EUR')
  const payees = []
  for (let i = 0; i < payeeCount; i++) {
    const payee = await makePayee(world, `Payee ${i}`)
    const iban = ibanOf('DE', `50010517${5_100_000_000 + i}`)
    const detail = await world.as('finance').run(enterBankDetail, { payeeId: payee.id, kind: 'iban', holder: `Payee ${i}`, iban })
    await world.as('owner').run(confirmBankDetail, { bankDetailId: detail.id, iban })
    payees.push(payee)
  }
  const rule = { version: 1, pay: { kind: 'per_unit', unit: 'record', rate: String(recordRate) }, conditions: [], split: 'none', caps: {} }
  const program = await world
    .as('manager')
    .run(writeProgram, { name: 'Requests closed', currency: 'EUR', period: 'month', confirmation: 'by_itself', budget: '9000000.00', rule })
  await world.as('manager').run(activateRule, { programId: program.id, version: 1, effectiveOn: '2015-01-01' })
  await admin`insert into work_records (tenant_id, id, number, kind, source_kind, external_key, revision, payee_id, opened_at, counted_at, digest)
    select ${world.tenant}, gen_random_uuid(), 'W-' || m || '-' || p.i || '-' || r, 'request', 'import', m || '-' || p.i || '-' || r, 1, p.id, at, at, md5(m || '-' || p.i || '-' || r)
    from generate_series(0, ${months - 1}::int) m cross join (select id, row_number() over (order by id) as i from payees where tenant_id = ${world.tenant}) p cross join generate_series(1, ${recordsEach}::int) r
      cross join lateral (select timestamptz '2016-01-15 10:00:00+00' + make_interval(months => m) as at) t`
  return { world, programId: program.id, payees, iban: ownIban }
}
