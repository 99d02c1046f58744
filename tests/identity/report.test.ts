// Anyone may report a vulnerability and is told the truth about what happens to it: kept for the operators alone, mailed without its content, on a clock of one business day.
import { describe, expect, test } from 'vitest'
import { afterBusinessDays } from '../../lib/kernel/business-day.ts'
import { FrozenClock } from '../../lib/kernel/clock.ts'
import { platformTenant } from '../../lib/kernel/platform-tenant.ts'
import { newReference, reportVulnerability, showReportState } from '../../lib/identity/report-vulnerability.ts'
import { throttleRules } from '../../lib/identity/throttle-rules.ts'
import { acknowledgeReport, listReports, showReport } from '../../lib/tenancy/reports.ts'
import { admin, makeWorld, refusalOf } from '../support/world.ts'
import { Browser, eventsOf, presentClock } from './person.ts'

const world = await makeWorld(new Date().toISOString())
const text = {
  what: 'An id in the address opens another company’s payout',
  place: '/payouts/…',
  severity: 'high',
  details: '1. Sign in.\n2. Change the id.\n3. <script>alert(1)</script>',
}
const send = (more: object = {}, browser = new Browser(presentClock())) => reportVulnerability.invoke(browser, { ...text, ...more })
const idOf = async (reference: string) =>
  (await world.as('operator').run(listReports, {})).reports.find((report) => report.reference === reference)?.id as string

describe('what is sent', () => {
  test('is kept word for word, outside of every company, and mailed to each operator without a word of it', async () => {
    const { reference } = await send({ name: 'Mira Holt', email: 'Mira@Research.example' })
    expect(reference).toMatch(/^VR-[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{2}$/)
    const shown = await world.as('operator').run(showReport, { reportId: await idOf(reference) })
    expect(shown).toMatchObject({
      what: text.what,
      where: text.place,
      details: text.details,
      severity: 'high',
      reporterName: 'Mira Holt',
      reporterEmail: 'mira@research.example',
      state: 'open',
      mayAcknowledge: true,
    })
    const mails = await admin<
      { to_address: string; body: string; subject: string; tenant_id: string | null }[]
    >`select * from identity.outbox where kind = 'identity.vulnerability_report' and subject like ${`%${reference}`}`
    expect(mails.map((m) => m.to_address)).toContain(world.people.operator.email)
    for (const mail of mails) {
      expect(mail.body + mail.subject).not.toMatch(/payout|script|Mira|research/i)
      expect(mail.tenant_id).toBeNull()
    }
    expect((await eventsOf(platformTenant, 'report.received')).at(-1)).toMatchObject({ detail: { reference, severity: 'high' } })
    expect(await world.events('report.received')).toEqual([])
  })
  test('needs neither name nor address, and names each field that is missing', async () => {
    const { reference } = await send({ name: ' ', email: '' })
    expect(await world.as('operator').run(showReport, { reportId: await idOf(reference) })).toMatchObject({ reporterName: null, reporterEmail: null })
    expect(Object.keys((await refusalOf(reportVulnerability.invoke(new Browser(presentClock()), {}))).fields).sort()).toEqual([
      'details',
      'place',
      'severity',
      'what',
    ])
    expect((await refusalOf(send({ details: 'x'.repeat(8_001) }))).fields['details']).toMatch('8,000')
    for (const what of ['Two\nlines', 'Turned \u202eround']) expect((await refusalOf(send({ what }))).fields['what']).toMatch('control characters')
    expect((await refusalOf(send({ email: 'mira@research.example\nbcc: all@x.example' }))).fields).toHaveProperty('email')
  })
  test('one network waits after a handful; another does not', async () => {
    const browser = new Browser(presentClock())
    for (let i = 0; i < throttleRules.reportFromNetwork.free; i++) await send({}, browser)
    expect(await refusalOf(send({}, browser))).toMatchObject({ code: 'too_many' })
    await send()
  })
  test('companies see nothing of it, whatever the role', async () => {
    for (const role of ['owner', 'admin', 'crew'] as const) expect((await refusalOf(world.as(role).run(listReports, {}))).code).toBe('forbidden')
    for (const login of ['app_rw', 'app_worker', 'app_platform', 'app_sealer'])
      expect(
        [...(await admin`select has_table_privilege(${login}, 'identity.vulnerability_reports', 'select, insert, update, delete') as may`)],
        login,
      ).toEqual([{ may: false }])
  })
})

describe('the clock', () => {
  test('runs one business day of the installation’s zone: nights count, weekends do not, and neither do skipped hours', () => {
    const due = (at: string, zone: string) => afterBusinessDays(new Date(at), 1, zone).toISOString()
    expect(due('2026-05-12T16:20:05Z', 'Europe/Oslo')).toBe('2026-05-13T16:20:05.000Z') // Tuesday → Wednesday
    expect(due('2026-05-15T16:00:00Z', 'Europe/Oslo')).toBe('2026-05-18T16:00:00.000Z') // Friday → Monday
    expect(due('2026-05-16T09:00:00Z', 'Europe/Oslo')).toBe('2026-05-18T22:00:00.000Z') // Saturday: Monday is the day, midnight its end
    expect(due('2026-05-18T05:00:00Z', 'America/Los_Angeles')).toBe('2026-05-19T07:00:00.000Z') // still Sunday there
    expect(due('2026-10-30T10:00:00Z', 'America/New_York')).toBe('2026-11-02T11:00:00.000Z') // the same hour, across the change of clocks
    expect(due('2026-03-28T21:30:00Z', 'America/Godthab').length).toBe(24)
  })
  test('the reporter is told it, before and after, and by the reference alone', async () => {
    const { reference, dueAt } = await send(),
      reader = new Browser(presentClock())
    const state = await showReportState.invoke(reader, { reference })
    expect(state).toMatchObject({ reference, dueAt, acknowledgedAt: null })
    expect(Object.keys(state ?? {}).sort()).toEqual(['acknowledgedAt', 'dueAt', 'now', 'receivedAt', 'reference', 'zone'])
    for (const other of [newReference(), reference.toLowerCase(), '%', `${reference} `])
      expect(await showReportState.invoke(reader, { reference: other })).toBeUndefined()
    await world.as('operator').run(acknowledgeReport, { reportId: await idOf(reference) })
    expect((await showReportState.invoke(reader, { reference }))?.acknowledgedAt).toBeInstanceOf(Date)
  })
  test('after its end the report is overdue, and acknowledged late', async () => {
    const { reference, dueAt } = await send(),
      reportId = await idOf(reference),
      { caller } = world.people.operator
    const later = { ...caller, clock: new FrozenClock(new Date(dueAt.getTime() + 1_000).toISOString()) }
    expect(await showReport.invoke(later, { reportId })).toMatchObject({ state: 'overdue' })
    expect((await listReports.invoke(later, {})).reports[0]).toMatchObject({ state: 'overdue' })
    await acknowledgeReport.invoke(later, { reportId })
    expect(await showReport.invoke(later, { reportId })).toMatchObject({ state: 'late', acknowledgedBy: world.people.operator.name })
    expect((await eventsOf(platformTenant, 'report.acknowledged')).at(-1)).toMatchObject({ detail: { reference, isLate: true, answered: false } })
  })
})

describe('acknowledging', () => {
  test('stops the clock once, for the first of two at the same time, and mails the answer', async () => {
    const { reference } = await send({ email: 'mira@research.example' }),
      reportId = await idOf(reference),
      answer = { reportId, answer: 'We see it, too.' }
    const both = await Promise.allSettled([world.as('operator').run(acknowledgeReport, answer), world.as('operator').run(acknowledgeReport, answer)])
    expect(both.filter((o) => o.status === 'fulfilled').length).toBe(1)
    expect(await refusalOf(world.as('operator').run(acknowledgeReport, { reportId }))).toMatchObject({ code: 'conflict' })
    const mails = await admin<
      { body: string }[]
    >`select body from identity.outbox where to_address = 'mira@research.example' and subject like ${`%${reference}`}`
    expect(mails.map((m) => m.body)).toEqual([expect.stringContaining('We see it, too.')])
  })
  test('a report that is not there is not there', async () => {
    expect((await refusalOf(world.as('operator').run(acknowledgeReport, { reportId: 'rpt_01m80gngezeztt2xxbmvgjqdky' }))).code).toBe('not_found')
  })
})
