import { test } from 'vitest'
import { makeWorld, admin } from '../support/world.ts'
import { dryRun, sampleMapping } from '../support/import-file.ts'
import { startImport } from '../../lib/incentives/check-import.ts'
import { computeAwards } from '../../lib/incentives/compute-awards.ts'
import { activateRule, writeProgram } from '../../lib/incentives/write-program.ts'
import { drain } from '../support/drain.ts'
test('speed', async () => {
  const world = await makeWorld()
  const n = 30_000
  const text = 'request,opened,closed,crew,depth,notes\n' + Array.from({ length: n }, (_, i) => `R-${i},2026-03-02 09:00:00,2026-03-0${3 + (i % 6)} 09:00:00,Crew ${i % 300},1.5,"note ${i}"`).join('\n')
  let t = Date.now()
  const checked = await dryRun(world, text, sampleMapping)
  console.log('dry run', Date.now() - t, checked.tally.new, checked.tally.refused); t = Date.now()
  await world.as('office').run(startImport, { importId: checked.id }); await drain(world)
  console.log('import', Date.now() - t); t = Date.now()
  const made = await world.as('manager').run(writeProgram, { name: 'Within 48 hours', currency: 'USD', period: 'month', budget: '1000000.00', rule: { version: 1, pay: { kind: 'per_unit', unit: 'record', rate: '250' }, conditions: [], split: 'none', caps: {} } })
  await world.as('manager').run(activateRule, { programId: made.id, version: 1, effectiveOn: '2008-01-01' })
  t = Date.now()
  const done = await world.as('manager').run(computeAwards, { programId: made.id, from: '2026-03-01' })
  console.log('compute', Date.now() - t, JSON.stringify(done)); t = Date.now()
  console.log(process.memoryUsage().rss / 1e6)
  await admin.unsafe('create table raw_copy (like work_records including all)')
  const rows = await admin`select * from work_records where tenant_id = ${world.tenant}`
  t = Date.now()
  for (let at = 0; at < rows.length; at += 2000) await admin`insert into raw_copy ${admin(rows.slice(at, at + 2000) as never)}`
  console.log('raw multi-row insert', Date.now() - t)
  await admin.unsafe('drop table raw_copy')
}, 600_000)
