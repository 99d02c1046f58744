// Attempts to come in, as the log holds them: recorded with the product's own events, from a chosen address and browser, or arranged in the past.
import { z } from 'zod'
import { factorRefused, sessionStarted, signInFailed } from '../../lib/identity/events.ts'
import { deviceName } from '../../lib/identity/device-name.ts'
import { networkRefused } from '../../lib/access/refused.ts'
import { command } from '../../lib/access/operation.ts'
import { newUuid } from '../../lib/kernel/id.ts'
import { jobs } from '../../lib/registry.ts'
import { networkOfAddress } from '../../lib/tenancy/watch/network-of.ts'
import { drain } from './drain.ts'
import { admin, type Person, type World } from './world.ts'

export const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
export interface From {
  readonly ip?: string
  readonly agent?: string
}
const placeOf = ({ ip = '81.2.69.142', agent = firefox }: From) => ({ requestId: 'test', ip, agent })
const event = (run: Parameters<typeof command<Record<string, never>, void>>[0]['run']) =>
  command({ name: 'test.attempt', needs: 'session.own', input: z.strictObject({}), run })

export async function comeIn(person: Person, from: From = {}): Promise<void> {
  const device = deviceName(placeOf(from).agent)
  await event(async (ctx) => {
    ctx.record(sessionStarted, person.sessionId, { device, methods: ['password', 'totp'], isNew: false })
  }).invoke({ ...person.caller, place: placeOf(from) }, {})
}
/** Whose password, or nobody's where the address has no account; recorded by `by`, because a refusal has no actor that a test could be. */
export async function failPassword(by: Person, whose: Person | null, from: From = {}): Promise<void> {
  await event(async (ctx) => {
    ctx.record(signInFailed, whose?.memberId ?? null, { step: 'password', why: 'a wrong password', device: deviceName(placeOf(from).agent) })
  }).invoke({ ...by.caller, place: placeOf(from) }, {})
}
export async function failCode(by: Person, whose: Person, from: From = {}): Promise<void> {
  await event(async (ctx) => {
    ctx.record(factorRefused, whose.memberId, { why: 'not right, or used before', device: deviceName(placeOf(from).agent) })
  }).invoke({ ...by.caller, place: placeOf(from) }, {})
}
export async function meetNetwork(person: Person, operation: string, from: From = {}): Promise<void> {
  await event(async (ctx) => {
    ctx.record(networkRefused, person.sessionId, { operation, list: 'company', count: 1 })
  }).invoke({ ...person.caller, place: placeOf(from) }, {})
}
const watching = jobs.filter(({ kind }) => kind.name === 'tenancy.watchSignIns')
/** Runs what enters and judges attempts, which waits for a few seconds to pass; other jobs stay. */
export async function settle(world: World): Promise<string[]> {
  world.clock.advance(5_000)
  return drain(world, watching)
}
interface Past {
  readonly minutesAgo: number
  readonly ip?: string
  readonly device?: string
  readonly outcome?: 'in' | 'refused'
  readonly point?: readonly [latitude: number, longitude: number]
}
/** An attempt that was entered so long before now, by the machine's clock, which stamps the log. */
export async function arrangePast(
  world: World,
  person: Person,
  { minutesAgo, ip = '81.2.69.142', device = 'Firefox on Linux', outcome = 'in', point }: Past,
): Promise<string> {
  const at = new Date(Date.now() - minutesAgo * 60_000),
    hex = at.getTime().toString(16).padStart(12, '0'),
    id = `${hex.slice(0, 8)}-${hex.slice(8)}${newUuid(at).slice(13)}`
  await admin`insert into sign_ins (tenant_id, id, at, outcome, member_id, how, ip, network, device, latitude, longitude) values (${world.tenant}, ${id}, ${at}, ${outcome}, ${person.memberId}, 'password and totp', ${ip}, ${networkOfAddress(ip)}, ${device}, ${point ? Math.round(point[0] * 100) : null}, ${point ? Math.round(point[1] * 100) : null})`
  return id
}
export const alertsOf = (world: World) =>
  admin<
    { id: string; kind: string; state: string; member_id: string | null; evidence: string }[]
  >`select id, kind, state, member_id, (select count(*) from alert_evidence e where e.tenant_id = a.tenant_id and e.alert_id = a.id) as evidence from security_alerts a where tenant_id = ${world.tenant} order by id`
