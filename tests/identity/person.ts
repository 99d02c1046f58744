import { envelope } from '../../lib/platform/keys/keys.ts'
import { FrozenClock } from '../../lib/kernel/clock.ts'
import { newUuid } from '../../lib/kernel/id.ts'
import type { IdentityCaller, IdentityOperation } from '../../lib/access/identity-act.ts'
import type { Caller } from '../../lib/access/operation.ts'
import { factorCell } from '../../lib/identity/factor.ts'
import type { FlowAnswer } from '../../lib/identity/flow-answer.ts'
import { giveFactor } from '../../lib/identity/give-factor.ts'
import { givePassword } from '../../lib/identity/give-password.ts'
import { hashPassword } from '../../lib/identity/password.ts'
import type { SessionToken } from '../../lib/identity/session-token.ts'
import { showFlow } from '../../lib/identity/show-flow.ts'
import { startSignIn } from '../../lib/identity/start-sign-in.ts'
import { newTotpSecret, totpCode } from '../../lib/identity/totp.ts'
import { hashBackupCode, newBackupCodes, readBackupCode } from '../../lib/identity/backup-codes.ts'
import { peppers } from '../../lib/platform/keys/keys.ts'
import { admin } from '../support/world.ts'

export const password = 'gravel lantern oboe 7'
let hashed: Promise<string> | undefined
let lastNetwork = 0

/** A browser somewhere: its place, its clock, and the cookies that the steps set. Each has a network of its own unless one is given. */
export class Browser implements IdentityCaller {
  readonly clock: FrozenClock
  place: { requestId: string; ip: string; agent: string }
  flow = ''
  session: SessionToken | undefined
  constructor(
    clock: FrozenClock,
    ip = `198.51.${Math.floor(++lastNetwork / 250)}.${lastNetwork % 250}`,
    agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  ) {
    this.clock = clock
    this.place = { requestId: 'test', ip, agent }
  }
  /** Sends a step with the browser's cookies and keeps what it answers, as the binding does. */
  async step(act: IdentityOperation<unknown, FlowAnswer | undefined>, payload: Record<string, unknown> = {}): Promise<FlowAnswer> {
    const { flow = this.flow, ...rest } = payload
    const answer = await act.invoke(this, 'flow' in payload && payload['flow'] === undefined ? rest : { flow, ...rest })
    if (!answer) throw new Error('no answer')
    this.flow = answer.flow ?? ''
    if (answer.session) this.session = answer.session
    return answer
  }
  async begin(email: string): Promise<FlowAnswer> {
    const answer = await startSignIn.invoke(this, { email })
    if (!answer) throw new Error('no answer')
    this.flow = answer.flow as string
    return answer
  }
  async signIn(person: Pick<TestPerson, 'email' | 'code'>): Promise<FlowAnswer> {
    await this.begin(person.email)
    await this.step(givePassword, { password })
    return this.step(giveFactor, { code: person.code(this.clock) })
  }
  get own(): { session: SessionToken } {
    if (!this.session) throw new Error('not signed in')
    return { session: this.session }
  }
  get caller(): Caller {
    const { tenant, secret } = this.own.session
    return { door: { kind: 'session', tenant, secret }, place: this.place }
  }
}
export interface TestPerson {
  readonly accountId: string
  readonly memberId: string
  readonly tenant: string
  readonly email: string
  readonly name: string
  readonly secret: Buffer
  readonly factorId: string
  readonly codes: readonly string[]
  code(clock: FrozenClock): string
}

/** The clock of identity tests stands at the true moment, because the database judges sessions by its own. */
export const presentClock = (): FrozenClock => new FrozenClock(new Date())

/** An account with password, authenticator and backup codes, member of the tenant. */
export async function makePerson(tenant: string, role: string, name = `${role} person`): Promise<TestPerson> {
  const now = new Date(),
    accountId = newUuid(now),
    factorId = newUuid(now),
    secret = newTotpSecret(),
    email = `${role.replace('_', '-')}.${accountId.slice(-8)}@example.com`
  hashed ??= hashPassword(password)
  await admin`insert into identity.accounts (id, email, email_verified_at, name, password_hash) values (${accountId}, ${email}, now(), ${name}, ${await hashed})`
  await admin`insert into identity.factors (id, account_id, kind, name, secret, confirmed_at) values (${factorId}, ${accountId}, 'totp', 'Phone', ${await envelope().seal(factorCell(factorId), secret)}, now())`
  const codes = newBackupCodes()
  for (const code of codes)
    await admin`insert into identity.backup_codes (id, account_id, code_hash) values (${newUuid(now)}, ${accountId}, ${hashBackupCode(accountId, readBackupCode(code) as string, peppers()[0] as Buffer)})`
  const memberId = await addMembership(tenant, role, { accountId, name, email })
  return { accountId, memberId, tenant, email, name, secret, factorId, codes, code: (clock) => totpCode(secret, clock.now()) }
}
export async function addMembership(tenant: string, role: string, person: Pick<TestPerson, 'accountId' | 'name' | 'email'>): Promise<string> {
  const memberId = newUuid(new Date())
  await admin`insert into public.members (tenant_id, id, account_id, number, name, email, role, state) values (${tenant}, ${memberId}, ${person.accountId}, ${`M-${memberId.slice(-6)}`}, ${person.name}, ${person.email}, ${role}, 'active')`
  return memberId
}
/** Tokens of the links mailed to an address, newest last. */
export async function mailedLinks(email: string, folder: string): Promise<string[]> {
  const rows = await admin<{ body: string }[]>`select body from identity.outbox where to_address = ${email} order by created_at, id`
  return rows.flatMap((row) => [...row.body.matchAll(new RegExp(`/${folder}/([\\w-]{43})`, 'g'))].map((m) => m[1] as string))
}
export const eventsOf = async (tenant: string, name?: string): Promise<{ event: string; detail: Record<string, unknown>; actor_id: string | null }[]> =>
  (
    await admin<
      { event: string; detail: string; actor_id: string | null }[]
    >`select event, detail, actor_id from public.audit_events where tenant_id = ${tenant} and (${name ?? null}::text is null or event = ${name ?? null}) order by seq`
  ).map((row) => ({ ...row, detail: JSON.parse(row.detail) as Record<string, unknown> }))

/** The secret that an enrolment shows, as an authenticator reads it. */
export function readSecretText(text: string): Buffer {
  const bits = [...text.replaceAll(' ', '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}
/** The first code of the authenticator that the browser's flow shows. */
export async function enrolmentCode(browser: Browser): Promise<string> {
  const view = await showFlow.invoke(browser, { flow: browser.flow })
  return totpCode(readSecretText(view?.secretText ?? ''), browser.clock.now())
}
