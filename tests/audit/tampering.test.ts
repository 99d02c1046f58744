// Someone who owns the database, but not the signing key, can change nothing that was sealed without being found, by name of the entry.
// ASVS V16.4.2
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pool } from '../../db/client.ts'
import { checkNextLog, type Check } from '../../lib/audit/check-log.sql.ts'
import { auditSigner } from '../../lib/platform/keys/keys.ts'
import { admin, makeWorld } from '../support/world.ts'
import { asSuperuser, keepOtherSealersOut, leavesOf, newFolder, newSealer, record, sealAll, treeOf } from './live-log.ts'

let letOthersIn: () => Promise<void>
beforeAll(async () => {
  letOthersIn = await keepOtherSealersOut()
})
afterAll(() => letOthersIn())

const events = (n: number) => Array.from({ length: n }, (_, i) => ({ detail: { n: i } }))
const future = new Date('2100-01-01T00:00:00Z')
/** Checks this tenant's log now, whoever else is due. */
async function check(tenant: string): Promise<Check> {
  await admin`update audit_trees set verified_at = null where tenant_id = ${tenant}`
  // Every company of every other test is due as well.
  for (let i = 0; i < 5_000; i++) {
    const done = await checkNextLog(pool('sealer'), auditSigner(), future)
    if (done?.tenant === tenant) return done
  }
  throw new Error('this log was never checked')
}
const notices = async (tenant: string): Promise<string[]> =>
  (await admin<{ text: string }[]>`select kind || ': ' || detail as text from audit.notices where tenant_id = ${tenant} order by id`).map((row) => row.text)
async function sealedLog(n = 400) {
  const { tenant } = await makeWorld(),
    memory = newFolder()
  await record(tenant, events(n))
  await sealAll(newSealer(memory), tenant)
  return { tenant, memory, leaves: await leavesOf(tenant) }
}

test('an untouched log is found sound, stretch by stretch', async () => {
  const { tenant } = await sealedLog()
  expect(await check(tenant)).toEqual({ tenant, from: 0, to: 400, fault: '' })
  expect(await notices(tenant)).toEqual([])
})

describe('without anyone asking, the sealer names', () => {
  test('an edited entry, and clears the alarm only when it is whole again', async () => {
    const { tenant, leaves } = await sealedLog()
    const id = leaves[257]?.id as string
    await asSuperuser((sql) => sql`update audit_events set detail = '{"n":258}' where tenant_id = ${tenant} and id = ${id}`)
    expect((await check(tenant)).fault).toBe('Entry 257 is not what was sealed.')
    expect((await check(tenant)).fault).toBe('Entry 257 is not what was sealed.')
    expect([(await treeOf(tenant)).fault, await notices(tenant)]).toEqual(['Entry 257 is not what was sealed.', ['broken: Entry 257 is not what was sealed.']])
    await asSuperuser((sql) => sql`update audit_events set detail = '{"n":257}' where tenant_id = ${tenant} and id = ${id}`)
    expect((await check(tenant)).fault).toBe('')
    expect((await treeOf(tenant)).fault).toBe('')
  })
  test.each([
    ['moment', "at = at + interval '1 microsecond'"],
    ['actor', 'actor_id = gen_random_uuid()'],
    ['role', "actor_role = 'owner'"],
    ['event', "event = 'test.other'"],
    ['subject', 'subject_id = gen_random_uuid()'],
    ['permission', "permission = 'other'"],
    ['request', "request_id = 'req_other'"],
    ['correlation', 'correlation_id = gen_random_uuid()'],
    ['number', 'seq = seq + 1'],
    ['commitment to personal values', "personal_commitment = repeat('0', 64)"],
  ])('an entry whose %s was changed', async (_field, set) => {
    const { tenant, leaves } = await sealedLog(20)
    await asSuperuser((sql) => sql.unsafe(`update audit_events set ${set} where tenant_id = $1 and id = $2`, [tenant, leaves[7]?.id as string]))
    expect((await check(tenant)).fault).toBe('Entry 7 is not what was sealed.')
  })
  test('a deleted entry', async () => {
    const { tenant, leaves } = await sealedLog()
    await asSuperuser((sql) => sql`delete from audit_events where tenant_id = ${tenant} and id = ${leaves[33]?.id as string}`)
    expect((await check(tenant)).fault).toBe('Entry 33 is missing.')
  })
  test('two entries that changed places', async () => {
    const { tenant, leaves } = await sealedLog()
    const [a, b] = [leaves[40], leaves[41]] as [{ id: string }, { id: string }]
    await asSuperuser(async (sql) => {
      await sql`update audit_leaves set leaf_index = 1000000 where tenant_id = ${tenant} and id = ${a.id}`
      await sql`update audit_leaves set leaf_index = 40 where tenant_id = ${tenant} and id = ${b.id}`
      await sql`update audit_leaves set leaf_index = 41 where tenant_id = ${tenant} and id = ${a.id}`
    })
    expect((await check(tenant)).fault).toContain('An entry from 0 to 399')
  })
  test('an entry whose leaf was forged along with it, and a forged tile', async () => {
    const { tenant, leaves } = await sealedLog()
    const id = leaves[300]?.id as string
    await asSuperuser(async (sql) => {
      await sql`update audit_events set detail = '{}' where tenant_id = ${tenant} and id = ${id}`
      const { canonicalRow, leafHash } = await import('../../lib/audit/canonical.ts')
      const { sealedColumns } = await import('../../lib/audit/event-row.sql.ts')
      const [row] = await sql.unsafe(`select ${sealedColumns} from audit_events e where tenant_id = $1 and id = $2`, [tenant, id])
      await sql`update audit_leaves set hash = ${leafHash(canonicalRow(row as never))} where tenant_id = ${tenant} and id = ${id}`
    })
    expect((await check(tenant)).fault).toMatch(/^An entry from 0 to 399, or the tree around it, is not what checkpoint 400 of .* sealed\.$/)
    const other = await sealedLog()
    await asSuperuser(
      (sql) => sql`update audit_tiles set hashes = set_byte(hashes, 5, (get_byte(hashes, 5) + 1) % 256) where tenant_id = ${other.tenant} and level = 1`,
    )
    await record(other.tenant, events(1))
    await sealAll(newSealer(other.memory), other.tenant)
    expect(await notices(other.tenant)).toEqual([expect.stringMatching(/^broken: What is stored of the 400 sealed entries is not what was signed at /)])
    expect((await treeOf(other.tenant)).epoch).toBe(2)
  })
  test('a checkpoint that no key of ours signed', async () => {
    const { tenant } = await sealedLog(10)
    await asSuperuser((sql) => sql`update audit_checkpoints set note = replace(note, 'epoch 1', 'epoch 7') where tenant_id = ${tenant}`)
    expect((await check(tenant)).fault).toBe('The newest checkpoint is not signed by a key of this installation.')
  })
})

describe('by what it remembers outside the database, the sealer finds', () => {
  test('a tail that was cut together with its proofs, and says so before it seals on', async () => {
    const { tenant, memory } = await sealedLog(300)
    const copy = await admin`select size, root from audit_trees where tenant_id = ${tenant}`
    expect(copy[0]?.['size']).toBe('300')
    const shorter = await shortenedBy(tenant, memory, 1)
    expect(shorter.epoch).toBe(2)
    expect(await notices(tenant)).toEqual([
      expect.stringMatching(/^rewound: The log had 301 entries at .*; the database now holds 300\. It was replaced by an older copy, or its tail was cut\.$/),
    ])
  })
  test('a log that was written anew with the same length', async () => {
    const { tenant, memory, leaves } = await sealedLog(50)
    await asSuperuser(async (sql) => {
      for (const table of ['audit_leaves', 'audit_tiles', 'audit_trees', 'audit_checkpoints'])
        await sql.unsafe(`delete from ${table} where tenant_id = $1`, [tenant])
      await sql`delete from audit_events where tenant_id = ${tenant} and id = ${leaves[20]?.id as string}`
      await sql`update audit_events set xid = (select next_xid from audit.horizon) where tenant_id = ${tenant}`
    })
    await record(tenant, events(30))
    await sealAll(newSealer(memory), tenant)
    expect(await notices(tenant)).toEqual([expect.stringContaining('rewound: The log had 50 entries')])
  })
  test('that the database was restored, when the installation’s epoch was raised', async () => {
    const { tenant, memory } = await sealedLog(5)
    await admin`update audit_trees set system_epoch = system_epoch - 1 where tenant_id = ${tenant}`
    await newSealer(memory).round()
    expect([(await treeOf(tenant)).epoch, await notices(tenant)]).toEqual([
      2,
      ['rewound: The database was restored from a backup; its last checkpoint is of 5 entries.'],
    ])
    await newSealer(memory).round()
    expect((await notices(tenant)).length).toBe(1)
  })
})
/** Seals `more` events, then puts the log back to what it was before, as an older copy of the database would. */
async function shortenedBy(tenant: string, memory: string, more: number): Promise<{ epoch: number }> {
  const tables = ['audit_events', 'audit_leaves', 'audit_tiles', 'audit_trees', 'audit_checkpoints']
  const copies = new Map<string, Record<string, unknown>[]>()
  for (const table of tables) copies.set(table, [...(await admin.unsafe(`select * from ${table} where tenant_id = $1`, [tenant]))])
  await record(tenant, events(more))
  await sealAll(newSealer(memory), tenant)
  await asSuperuser(async (sql) => {
    for (const table of tables) {
      await sql.unsafe(`delete from ${table} where tenant_id = $1`, [tenant])
      for (const row of copies.get(table) ?? []) await sql`insert into ${sql(table)} ${sql(row)}`
    }
  })
  await record(tenant, events(1))
  await sealAll(newSealer(memory), tenant)
  return treeOf(tenant)
}
