// A person's details can be erased without breaking a proof; checkpoints leave the house; what the sealer notices stands in the log.
import { describe, expect, test } from 'vitest'
import { erasePersonal } from '../../lib/audit/erase-personal.ts'
import { mailCheckpoint } from '../../lib/audit/mail-checkpoint.ts'
import { recordNotices } from '../../lib/audit/record-notices.sql.ts'
import { requestExport } from '../../lib/audit/request-export.ts'
import { searchEvents } from '../../lib/audit/search-events.ts'
import { showEvent } from '../../lib/audit/show-event.ts'
import { streamExport } from '../../lib/audit/stream-export.ts'
import { ourCheckpoint } from '../../lib/audit/tenant-log.sql.ts'
import { verifyBundle } from '../../lib/audit/verify-bundle.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { auditSigner } from '../../lib/platform/keys/keys.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'
import { newFolder, newSealer, record, sealAll, treeOf } from './live-log.ts'
import { Bundle } from './sealed-log.ts'

async function bundleOf(world: World, outside?: string) {
  const { id } = await world.as('owner').run(requestExport, { format: 'bundle' })
  const { body } = await streamExport(world.people.owner.caller, id, new AbortController().signal)
  return verifyBundle(new Bundle(Buffer.from(await new Response(body).arrayBuffer())).save(), { fingerprints: [auditSigner().fingerprint], outside })
}

describe('erasing a person', () => {
  test('takes the details away from what they did and what was done to them, and leaves every proof valid', async () => {
    const world = await makeWorld(),
      { finance, manager, admin: boss } = world.people
    await world.as('finance').run(requestExport, { format: 'csv' })
    await world
      .as('manager')
      .run(searchEvents, {})
      .catch(() => undefined)
    await record(world.tenant, [
      { subjectId: finance.memberId, name: 'Somebody', personal: { email: 'canary-4417@example.com' } },
      { name: 'Somebody else', personal: { note: 'stays' } },
    ])
    await sealAll(newSealer(), world.tenant)
    const before = await admin`select id from audit_personal where tenant_id = ${world.tenant}`
    const { events } = await world.as(boss).run(erasePersonal, { memberId: encodeId('member', finance.memberId), reason: 'Request R-12 of the person' })
    expect(events).toBe(2)
    const left = await admin<{ body: string }[]>`select body from audit_personal where tenant_id = ${world.tenant}`
    expect(left.length).toBe(before.length - 2 + 1)
    expect(left.map((row) => row.body).join()).not.toMatch(new RegExp(`canary-4417|${finance.name}`))
    expect(left.map((row) => row.body).join()).toContain('stays')
    await sealAll(newSealer(), world.tenant)
    const own = (await world.as('owner').run(searchEvents, { person: encodeId('member', finance.memberId) })).rows[0]
    expect([own?.actor.name, own?.actor.role, own?.ip]).toEqual([undefined, 'finance', undefined])
    expect((await world.as('owner').run(showEvent, { id: own?.id ?? '' })).event).toMatchObject({ isErased: true, proof: { holds: true } })
    const report = await bundleOf(world)
    expect(report.verdict, JSON.stringify(report.findings)).toBe('proven')
    expect(report.findings.map((f) => f.text).join()).toContain('the personal values of 2 rows were erased')
    expect((await world.events('audit.personal_erased'))[0]).toMatchObject({
      subject_id: finance.memberId,
      detail: { events: 2, reason: 'Request R-12 of the person' },
    })
    expect(manager.name).not.toBe(finance.name)
  })
  test('needs the right, a second factor, a member of this company, and a reason', async () => {
    const world = await makeWorld(),
      other = await makeWorld()
    const memberId = encodeId('member', world.people.crew.memberId),
      reason = 'Asked for it'
    expect((await refusalOf(world.as('finance').run(erasePersonal, { memberId, reason }))).code).toBe('forbidden')
    expect((await refusalOf(world.as('admin').runWithoutFactor(erasePersonal, { memberId, reason }))).code).toBe('step_up')
    expect((await refusalOf(world.as('admin').run(erasePersonal, { memberId: encodeId('member', other.people.crew.memberId), reason }))).code).toBe('not_found')
    expect((await refusalOf(world.as('admin').run(erasePersonal, { memberId, reason: ' ' }))).fields).toHaveProperty('reason')
    // Who did it is not theirs to wipe off the log.
    for (const by of ['admin', 'owner'] as const)
      expect(await refusalOf(world.as(by).run(erasePersonal, { memberId: encodeId('member', world.people[by].memberId), reason }))).toMatchObject({
        code: 'forbidden',
        message: expect.stringMatching('This is you'),
      })
    expect(await refusalOf(world.as('admin').run(erasePersonal, { memberId: encodeId('member', world.people.owner.memberId), reason }))).toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching('Only another owner'),
    })
  })
})

describe('the day’s checkpoint', () => {
  const asSchedule = (world: World) =>
    mailCheckpoint.invoke(
      {
        door: { kind: 'platform', tenant: world.tenant, actor: null },
        place: { requestId: 'schedule', ip: '', agent: '' },
        systemName: 'schedule',
        clock: world.clock,
      },
      {},
    )
  test('is mailed to owners and auditors, once for what is new, and compares with a later bundle', async () => {
    const world = await makeWorld()
    expect(await asSchedule(world)).toEqual({ mailed: 0 })
    await record(world.tenant, [{}, {}, {}])
    await sealAll(newSealer(), world.tenant)
    expect(await asSchedule(world)).toEqual({ mailed: 2 })
    const mails = await admin<
      { to: string; body: string; subject: string }[]
    >`select to_address as to, body, subject from identity.outbox where tenant_id = ${world.tenant}`
    expect(mails.map((mail) => mail.to).sort()).toEqual([world.people.owner.email, world.people.read_only.email].sort())
    expect(mails[0]?.body).toContain(auditSigner().fingerprint)
    const note = /^plumbline\/[\s\S]*?\n\n— .*\n/m.exec(mails[0]?.body ?? '')?.[0]
    expect(ourCheckpoint(note, world.tenant, auditSigner())?.size).toBe(3)
    await sealAll(newSealer(), world.tenant)
    expect(await asSchedule(world)).toEqual({ mailed: 0 })
    await record(
      world.tenant,
      Array.from({ length: 20 }, () => ({})),
    )
    await sealAll(newSealer(), world.tenant)
    const report = await bundleOf(world, note)
    expect(report.verdict, JSON.stringify(report.findings)).toBe('proven')
    expect(report.findings.map((f) => f.text).join()).toContain('the log still begins with everything that your checkpoint 3')
  })
})

test('what the sealer noticed becomes an entry of the log, once', async () => {
  const world = await makeWorld(),
    memory = newFolder()
  await record(world.tenant, [{}])
  await sealAll(newSealer(memory), world.tenant)
  await admin`update audit_trees set system_epoch = system_epoch - 1 where tenant_id = ${world.tenant}`
  for (let i = 0; i < 50 && (await treeOf(world.tenant)).epoch === 1; i++) await newSealer(memory).round()
  await recordNotices()
  await recordNotices()
  const events = await world.events('audit.rewound')
  expect(events).toHaveLength(1)
  expect(events[0]).toMatchObject({
    actor_role: 'system',
    subject_id: world.tenant,
    detail: { what: 'The database was restored from a backup; its last checkpoint is of 1 entries.' },
  })
  const mails = await admin<{ to: string; body: string }[]>`select to_address as to, body from identity.outbox where tenant_id = ${world.tenant}`
  expect(mails.map((mail) => mail.to).sort()).toEqual([world.people.owner.email, world.people.read_only.email].sort())
  expect(mails[0]?.body).toContain('The database was restored from a backup')
})
