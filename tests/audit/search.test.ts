// The log is found by person, action, record, day, request, address and words, whole and only one's own, and each entry shows its proof.
// ASVS V16.4.2
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { pool } from '../../db/client.ts'
import { event } from '../../lib/access/event.ts'
import { command } from '../../lib/access/operation.ts'
import { requestExport } from '../../lib/audit/request-export.ts'
import { indexWords } from '../../lib/audit/index-words.sql.ts'
import { searchEvents, type EventItem } from '../../lib/audit/search-events.ts'
import { streamExport } from '../../lib/audit/stream-export.ts'
import { showEvent } from '../../lib/audit/show-event.ts'
import { showSeal } from '../../lib/audit/show-seal.ts'
import { changePayee } from '../../lib/incentives/change-payee.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { auditSigner } from '../../lib/platform/keys/keys.ts'
import { makePayee } from '../support/awards.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'
import { waitingWords } from '../../app/(desk)/audit/seal-words.ts'
import { asSuperuser, keepOtherSealersOut, newSealer, record, sealAll, treeOf } from './live-log.ts'

const renamed = event(
  'search_test.renamed',
  'program',
  z.strictObject({ name: z.string(), changes: z.array(z.strictObject({ field: z.string(), before: z.string(), after: z.string() })).optional() }),
  (d) => `renamed a program to ${d.name}`,
)
const refused = event('search_test.refused', 'payout', z.strictObject({ number: z.string() }), (d) => `was refused ${d.number}`)
const rename = command({
  name: 'test.rename',
  needs: 'home.read',
  input: z.strictObject({ name: z.string(), subject: z.uuid(), twice: z.boolean().optional() }),
  run: async (ctx, { name, subject, twice }) => {
    ctx.record(renamed, subject, { name, changes: [{ field: 'Name', before: 'old', after: name }] }, { note: 'a private remark' })
    if (twice) ctx.record(refused, subject, { number: 'P-00042' })
  },
})
const mentioned = event('search_test.mentioned', 'program', z.strictObject({ payee: z.string() }), (d) => `mentioned ${d.payee}`)
const mention = command({
  name: 'test.mention',
  needs: 'home.read',
  input: z.strictObject({ payee: z.string() }),
  run: async (ctx, { payee }) => {
    ctx.record(mentioned, null, { payee })
  },
})
const subjects = ['0198c0de-0000-7000-8000-00000000000a', '0198c0de-0000-7000-8000-00000000000b']
const names = ['Spring mailer', 'Boiler service', 'Nguyễn referral', 'spring cleaning', 'Ünïcode']
let world: World, other: World
const at = (w: World) => w.as('read_only')
const search = (input: object, w = world) => at(w).run(searchEvents, input)
const rows = async (input: object, w = world): Promise<EventItem[]> => [...(await search({ size: 100, ...input }, w)).rows]
async function settle(w: World): Promise<void> {
  await sealAll(newSealer(), w.tenant)
  for (let i = 0; i < 400; i++) {
    await indexWords(pool('sealer'))
    const tree = await treeOf(w.tenant)
    if (tree.words_size === tree.size) return
  }
}
beforeAll(async () => {
  world = await makeWorld()
  other = await makeWorld()
  for (let i = 0; i < 60; i++) {
    const who = (['manager', 'finance', 'owner'] as const)[i % 3] as 'manager'
    const person = world.people[who]
    const caller = { ...person, caller: { ...person.caller, place: { requestId: `req_${i % 20}`, ip: `203.0.113.${i % 4}`, agent: 'Firefox' } } }
    await world.as(caller).run(rename, { name: names[i % 5] as string, subject: subjects[i % 2] as string, ...(i % 6 === 0 ? { twice: true } : {}) })
  }
  await other.as('manager').run(rename, { name: 'Spring elsewhere', subject: subjects[0] as string })
  await settle(world)
  await settle(other)
})

describe('the log is narrowed', () => {
  test('by nothing: newest first, every entry with its number, and no other company’s', async () => {
    const all = await rows({})
    expect(all).toHaveLength(70)
    expect(all.map((row) => row.entry)).toEqual(Array.from({ length: 70 }, (_, i) => 69 - i))
    expect(all[0]).toMatchObject({
      sentence: 'renamed a program to Ünïcode',
      actor: { name: world.people.owner.name, role: 'owner', id: encodeId('member', world.people.owner.memberId) },
      ip: '203.0.113.3',
    })
    expect(all.every((row) => Math.abs(row.at.getTime() - Date.now()) < 600_000)).toBe(true)
  })
  test('by person, also nobody and the machine', async () => {
    const own = await rows({ person: encodeId('member', world.people.finance.memberId) })
    expect(own).toHaveLength(20)
    expect(new Set(own.map((row) => row.actor.name))).toEqual(new Set([world.people.finance.name]))
    expect(await rows({ person: 'nobody' })).toHaveLength(0)
    expect(await rows({ person: 'machine' })).toHaveLength(0)
  })
  test('by action, one or a whole kind', async () => {
    expect(await rows({ action: 'search_test.refused' })).toHaveLength(10)
    expect(await rows({ action: 'search_test.*' })).toHaveLength(70)
    expect(await rows({ action: 'payout.*' })).toHaveLength(0)
    expect((await rows({ action: 'search_test.refused' })).every((row) => row.isAdverse)).toBe(true)
  })
  test('by record, request, address, and the act that several entries belong to', async () => {
    expect(await rows({ subject: encodeId('program', subjects[1] as string) })).toHaveLength(30)
    expect((await rows({ request: 'req_7' })).length).toBe(3)
    expect((await rows({ ip: '203.0.113.1' })).length).toBe(15)
    const [first] = await rows({ action: 'search_test.refused' })
    const { event: detail } = await at(world).run(showEvent, { id: first?.id ?? '' })
    expect(await rows({ act: detail.act })).toHaveLength(2)
  })
  test('by day in the company’s zone', async () => {
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Los_Angeles' }).format(new Date())
    expect((await rows({ dayFrom: today, dayTo: today })).length).toBe(70)
    expect(await rows({ dayTo: '2020-01-01' })).toHaveLength(0)
    expect(await rows({ dayFrom: '2120-01-01' })).toHaveLength(0)
  })
  test('by words of the detail without case and marks, all of them, and by a person’s name', async () => {
    expect(await rows({ q: 'SPRING' })).toHaveLength(24)
    expect(await rows({ q: 'spring mailer' })).toHaveLength(12)
    expect(await rows({ q: 'nguyen' })).toHaveLength(12)
    expect(await rows({ q: 'unicode' })).toHaveLength(12)
    expect(await rows({ q: 'P-00042' })).toHaveLength(10)
    expect(await rows({ q: world.people.finance.name })).toHaveLength(20)
    expect(await rows({ q: 'nothing like that' })).toHaveLength(0)
    expect(await rows({ q: 'spring', person: encodeId('member', world.people.manager.memberId), ip: '203.0.113.0' })).toHaveLength(
      (await rows({ q: 'spring' })).filter((r) => r.ip === '203.0.113.0' && r.actor.role === 'manager').length,
    )
  })
  test('by a payee’s name, though the log names them by an id: what was done to them and whatever mentions them, on the page and in the file', async () => {
    const own = await makeWorld(),
      payee = await makePayee(own, 'Lena Görgens'),
      twin = await makePayee(own, 'Lena Other')
    await own.as('finance').run(changePayee, { payeeId: payee.id, name: 'Lena Görgens', isActive: false })
    await own.as('manager').run(mention, { payee: payee.id })
    await own.as('manager').run(mention, { payee: twin.id })
    await settle(own)
    const found = await rows({ q: 'lena gorgens' }, own)
    expect(found.map((row) => row.event)).toEqual(expect.arrayContaining(['search_test.mentioned', 'payee.changed']))
    expect(found.filter((row) => row.event === 'search_test.mentioned')).toHaveLength(1)
    expect((await rows({ q: payee.id }, own)).map((row) => row.event)).toContain('search_test.mentioned')
    const asked = await own.as('owner').run(requestExport, { format: 'csv', q: 'lena gorgens' }),
      file = await streamExport(own.people.owner.caller, asked.id, new AbortController().signal)
    expect((await new Response(file.body).text()).trim().split('\n')).toHaveLength(1 + found.length)
    expect(await rows({ q: 'lena gorgens' }, world)).toEqual([])
  })
  test('never by personal values, which can be erased', async () => {
    expect(await rows({ q: 'private remark' })).toHaveLength(0)
  })
})

test('pages walk through every entry once, forward and back, for any filters and page size', async () => {
  const filter = fc.record(
    {
      q: fc.constantFrom('spring', 'spring mailer', 'renamed'),
      action: fc.constantFrom('search_test.*', 'search_test.renamed'),
      ip: fc.constantFrom('203.0.113.1', '203.0.113.2'),
      subject: fc.constantFrom(...subjects.map((s) => encodeId('program', s))),
    },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(filter, fc.integer({ min: 1, max: 9 }), async (given, size) => {
      const whole = (await rows(given)).map((row) => row.id)
      const walked: string[] = [],
        cursors: (string | undefined)[] = []
      let after: string | undefined
      for (let guard = 0; guard < 100; guard++) {
        const page = await search({ ...given, size, ...(after && { after }) })
        walked.push(...page.rows.map((row) => row.id))
        cursors.push(page.previous)
        after = page.next
        if (after === undefined) break
      }
      expect(walked).toEqual(whole)
      const before = cursors.at(-1)
      if (before === undefined) return
      const back = await search({ ...given, size, before })
      expect(whole.join()).toContain(back.rows.map((row) => row.id).join())
    }),
    { numRuns: 25 },
  )
})

test('days are those of the moment that is shown, though the clocks that made id and moment are most of an hour apart', async () => {
  const w = await makeWorld()
  // A zone in which midnight is half an hour away at most.
  const now = new Date(),
    hours = (now.getUTCMinutes() < 30 ? 24 : 23) - now.getUTCHours(),
    offset = hours > 12 ? hours - 24 : hours,
    zone = `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`
  await admin`update public.settings set zone = ${zone} where tenant_id = ${w.tenant}`
  for (let i = 0; i < 24; i++) {
    const person = w.people[i % 3 === 0 ? 'manager' : 'finance']
    await w
      .as({ ...person, caller: { ...person.caller, place: { requestId: `req_${i}`, ip: `203.0.113.${i % 2}`, agent: 'Firefox' } } })
      .run(rename, { name: names[i % 5] as string, subject: subjects[i % 2] as string })
  }
  await settle(w)
  // Not the order of the ids either: from 46 minutes before the id's moment to 46 minutes after it.
  await asSuperuser(
    (sql) => sql`with spread as (select id, row_number() over (order by md5(id::text)) as n from audit_events where tenant_id = ${w.tenant})
    update audit_events e set at = e.at + make_interval(mins => 4 * s.n::int - 50) from spread s where s.id = e.id and e.tenant_id = ${w.tenant}`,
  )
  const whole = await rows({}, w),
    dayOf = (row: EventItem) => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(row.at)
  const days = [...new Set(whole.map(dayOf))].sort()
  expect([whole.length, days.length >= 2]).toEqual([24, true])
  const beside = [
    {},
    { person: encodeId('member', w.people.finance.memberId) },
    { action: 'search_test.renamed' },
    { ip: '203.0.113.1' },
    { q: 'spring' },
    { q: 'spring mailer' },
    { q: w.people.manager.name },
    { subject: encodeId('program', subjects[0] as string) },
  ]
  for (const filter of beside) {
    const all = await rows(filter, w)
    expect(all.length).toBeGreaterThan(4)
    for (const from of [undefined, ...days])
      for (const to of [undefined, ...days]) {
        const wanted = all.filter((row) => (from === undefined || dayOf(row) >= from) && (to === undefined || dayOf(row) <= to)).map(({ id }) => id)
        const given = { ...filter, ...(from && { dayFrom: from }), ...(to && { dayTo: to }) }
        if (from !== undefined && to !== undefined && from > to) continue
        expect(
          (await rows(given, w)).map(({ id }) => id),
          JSON.stringify(given),
        ).toEqual(wanted)
        const first = await search({ ...given, size: 5 }, w),
          second = first.next === undefined ? undefined : await search({ ...given, size: 5, after: first.next }, w)
        expect([...first.rows, ...(second?.rows ?? [])].map(({ id }) => id)).toEqual(wanted.slice(0, 10))
        if (second?.previous !== undefined)
          expect((await search({ ...given, size: 5, before: second.previous }, w)).rows.map(({ id }) => id)).toEqual(wanted.slice(0, 5))
      }
  }
})

describe('an entry', () => {
  test('shows before and after, what allowed it, the rest of the act, and a proof that was just computed', async () => {
    const [first] = await rows({ action: 'search_test.refused' })
    const { event: detail } = await at(world).run(showEvent, { id: first?.id ?? '' })
    expect(detail.siblings.map((s) => s.event)).toEqual(['search_test.renamed'])
    expect(detail.permission).toEqual({ name: 'home.read', sentence: 'See the home page and what waits for oneself' })
    const { event: sibling } = await at(world).run(showEvent, { id: detail.siblings[0]?.id ?? '' })
    expect(sibling.changes).toEqual([{ field: 'Name', before: ['old'], after: sibling.facts.find(([key]) => key === 'name')?.[1] }])
    expect(sibling.personal).toEqual([['note', 'a private remark']])
    expect(sibling.proof).toMatchObject({ holds: true, size: 70 })
    expect([sibling.agent, sibling.isErased, (sibling.proof?.steps ?? 0) >= 5]).toEqual(['Firefox', false, true])
  })
  test('that was changed below the application shows that its proof does not hold', async () => {
    const victim = await makeWorld()
    await victim.as('manager').run(rename, { name: 'true', subject: subjects[0] as string })
    await settle(victim)
    await asSuperuser((sql) => sql`update audit_events set detail = replace(detail, 'true', 'false') where tenant_id = ${victim.tenant}`)
    const [row] = await rows({}, victim)
    expect((await at(victim).run(showEvent, { id: row?.id ?? '' })).event.proof?.holds).toBe(false)
  })
  test('that is not sealed yet has no number and no proof', async () => {
    const fresh = await makeWorld()
    await fresh.as('manager').run(rename, { name: 'fresh', subject: subjects[0] as string })
    const [row] = (await search({ request: 'test' }, fresh)).rows
    expect(row?.entry).toBeUndefined()
    expect((await at(fresh).run(showEvent, { id: row?.id ?? '' })).event.proof).toBeUndefined()
  })
  test('of an older shape, or of a kind that the code no longer knows, still reads as something', async () => {
    const old = await makeWorld()
    await old.as('manager').run(rename, { name: 'x', subject: subjects[0] as string })
    await asSuperuser((sql) => sql`update audit_events set event = 'gone.long_ago', detail = '{"a":{"b":1}}' where tenant_id = ${old.tenant}`)
    const [row] = await rows({}, old)
    expect(row?.sentence).toBe('gone long ago')
    expect((await at(old).run(showEvent, { id: row?.id ?? '' })).event.facts).toEqual([['a', ['{"b":1}']]])
  })
})

describe('refused is', () => {
  test('another company’s entry, exactly as one that does not exist', async () => {
    const [theirs] = await rows({}, other)
    const answers = [
      await refusalOf(at(world).run(showEvent, { id: theirs?.id ?? '' })),
      await refusalOf(at(world).run(showEvent, { id: encodeId('auditEvent', subjects[0] as string) })),
    ]
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]?.code).toBe('not_found')
    expect(await rows({ person: encodeId('member', other.people.manager.memberId) })).toHaveLength(0)
  })
  test('whoever may not read the log', async () => {
    expect((await refusalOf(world.as('crew').run(searchEvents, {}))).code).toBe('forbidden')
  })
  test.each([
    [{ q: '! ?' }, 'q'],
    [{ dayFrom: '2026-02-30' }, undefined],
    [{ dayFrom: 'May' }, 'dayFrom'],
    [{ action: 'x; drop' }, 'action'],
    [{ subject: 'nonsense' }, 'subject'],
    [{ ip: "1' or 1=1" }, 'ip'],
    [{ act: '1' }, 'act'],
    [{ after: 'bent' }, undefined],
  ])('%j, by a sentence that names the fix', async (input, field) => {
    const refusal = await refusalOf(search(input))
    expect([refusal.code, refusal.message.length > 20]).toEqual(['invalid', true])
    if (field) expect(Object.keys(refusal.fields)).toEqual([field])
  })
})

test('the seal shows the newest checkpoint and whose key signs', async () => {
  const { seal, fingerprint, checkpoints } = await at(world).run(showSeal, {})
  expect([seal.size, seal.fault, fingerprint, checkpoints[0]?.size]).toEqual([70, '', auditSigner().fingerprint, 70])
  expect(seal.checkpoint?.note).toContain(`plumbline/${world.tenant}/audit\n70\n`)
})
test('the words of another company are not found, also without the row filter', async () => {
  expect((await rows({ q: 'elsewhere' })).length).toBe(0)
  expect((await rows({ q: 'elsewhere' }, other)).length).toBe(1)
  expect((await admin`select count(*)::int as n from audit_words where tenant_id = ${other.tenant} and word = 'elsewhere'`)[0]?.['n']).toBe(1)
})
test('what waits to be sealed is counted beside the seal and named, with its age', async () => {
  const w = await makeWorld()
  await record(w.tenant, [{}, {}])
  const letOthersIn = await keepOtherSealersOut()
  try {
    await sealAll(newSealer(), w.tenant)
    const list = () => at(w).run(searchEvents, {})
    expect([(await list()).waiting, (await at(w).run(showSeal, {})).waiting]).toEqual([undefined, undefined])
    await record(
      w.tenant,
      Array.from({ length: 60 }, (_, n) => ({ detail: { n } })),
    )
    const { waiting, seal } = await at(w).run(showSeal, {}),
      shown = (await list()).waiting
    expect([seal.size, waiting?.count, waiting?.isMore, shown?.count]).toEqual([2, 60, false, 60])
    expect(waiting?.rows).toHaveLength(20)
    expect(waiting?.rows.every((row) => row.entry === undefined && row.sentence === 'test done')).toBe(true)
    expect(Math.abs(Date.now() - (waiting?.since.getTime() ?? 0))).toBeLessThan(60_000)
    const place = { locale: 'en-US', zone: 'UTC', now: new Date('2026-05-14T16:43:00Z') }
    expect(waitingWords({ count: 2, isMore: false, since: new Date('2026-05-14T16:40:00Z') }, place)).toMatch(
      /^Two newer events wait to be sealed, the oldest from 3 minutes ago\. Sealing takes seconds; /,
    )
    expect(waitingWords({ count: 1_000, isMore: true, since: place.now }, place)).toMatch(/^More than 999 newer events wait to be sealed/)
  } finally {
    await letOthersIn()
  }
})
