import { randomUUID } from 'node:crypto'
import { sql as fragment } from 'drizzle-orm'
import { counters } from '../../db/schema/tenancy.ts'
import { assert } from '../kernel/assert.ts'
import { dayOf } from '../kernel/day.ts'
import { canonicalJson } from '../kernel/digest.ts'
import { newUuid } from '../kernel/id.ts'
import type { Clock } from '../kernel/clock.ts'
import { series as prefixes, type Actor, type Ctx, type Delegation, type Place, type Series, type Settings, type TenantId } from './ctx.ts'
import type { AuditEvent } from './event.ts'
import { grantedFrom, withGranted } from './granted.ts'
import { scopedHandle } from './handle.ts'
import type { JobKind } from './job.ts'
import type { Door, Entered, Passage } from './passage.ts'
import { isDelegable, keyable, type Permission, type Reach } from './permissions.ts'
import { enqueueText, enqueueValues, followUpsOf } from './follow-ups.ts'
import { planOf } from './plans.ts'
import { newEventId, writeRecords, type Recorded } from './record.sql.ts'
import { supportRole } from './support-role.ts'
import { mayStandIn, roleOf, type Role } from './roles.ts'

type Sent = PromiseLike<unknown>
/** The context of one running operation: what it may reach, and what it leaves to be written with its commit. */
export class LiveCtx implements Ctx {
  readonly tenant: TenantId
  readonly tx
  readonly actor: Actor
  readonly settings: Settings
  readonly place: Place
  readonly now: Date
  readonly #passage: Passage
  readonly #permission: string
  readonly #recorded: Recorded[] = []
  readonly #trailing: (() => Sent)[] = []
  readonly correlation: string
  unchangedWhy: string | undefined

  constructor(passage: Passage, door: Door, entered: Entered, place: Place, clock: Clock, permission: string, systemName: string) {
    this.#passage = passage
    this.#permission = permission
    this.tenant = door.tenant as TenantId
    this.tx = scopedHandle(passage.client, door.tenant)
    this.now = clock.now()
    this.actor = actorOf(door, entered, systemName, this.now)
    this.settings = {
      company: entered.company,
      currency: entered.currency,
      zone: entered.zone,
      locale: entered.locale,
      policy: typeof entered.policy === 'string' ? JSON.parse(entered.policy) : entered.policy,
      tenantKind: entered.tenant_kind ?? 'company',
      plan: planOf(entered.plan),
      theme: entered.theme ?? 'system',
      shortcuts: entered.shortcuts ?? true,
    }
    this.place = place
    this.correlation = randomUUID()
  }
  get today() {
    return dayOf(this.now, this.settings.zone)
  }
  reach(permission: Permission): Reach | undefined {
    // A provider that provisions is judged by its door: it holds no permission of people.
    if (this.actor.kind === 'provisioning') return undefined
    if (this.actor.kind !== 'member') return 'all'
    return this.actor.delegations.some((delegation) => delegation.permission === permission) ? 'all' : this.actor.able.grants[permission]
  }

  async sql<T extends object = Record<string, unknown>>(text: TemplateStringsArray, ...values: readonly unknown[]): Promise<T[]> {
    const body = text.reduce((all, part, i) => all + (i === 0 ? '' : `$${i}`) + part, '')
    return (await this.#passage.send(body, [...values])) as unknown as T[]
  }
  record<D>(event: AuditEvent<D>, subjectId: string | null, detail: D, personal: Readonly<Record<string, string>> = {}): void {
    const parsed = event.schema.parse(detail) // strict: a secret cannot slip in by spreading a row
    this.#recorded.push({ id: newEventId(), event: event.name, subjectKind: event.subject, subjectId, detail: canonicalJson(parsed), personal })
  }
  unchanged(why: string): void {
    this.unchangedWhy = why
  }
  later<P>(job: JobKind<P>, payload: P, options: { readonly at?: Date; readonly key?: string } = {}): void {
    const body = JSON.stringify(job.schema.parse(payload))
    this.#trailing.push(() =>
      this.#passage.send('select jobs.enqueue($1, $2::text::json, $3::timestamptz, $4, $5)', [
        job.name,
        body,
        options.at?.toISOString() ?? null,
        options.key ?? null,
        job.attemptsMax,
      ]),
    )
  }
  mail(to: string, subject: string, body: string, kind: string): void {
    assert(!/[\r\n]/.test(to + subject), 'a line break in a mail header') // header injection
    const id = newUuid(this.now)
    this.#trailing.push(() => this.#passage.send('select platform.send_mail($1, $2, $3, $4, $5)', [id, to, subject, body, kind]))
  }
  async number(name: Series): Promise<string> {
    return (await this.numbers(name, 1))[0] as string
  }
  async numbers(name: Series, count: number): Promise<string[]> {
    if (count === 0) return []
    const [row] = await this.tx
      .insert(counters)
      .values({ series: name, value: count })
      .onConflictDoUpdate({ target: [counters.tenantId, counters.series], set: { value: fragment`${counters.value} + ${count}` } })
      .returning({ value: counters.value })
    assert(row, 'a counter')
    return Array.from({ length: count }, (_, i) => `${prefixes[name]}-${String(row.value - count + 1 + i).padStart(5, '0')}`)
  }

  get hasRecorded(): boolean {
    return this.#recorded.length > 0
  }
  /** Sends everything that belongs to the act and was left for its end: audit rows, jobs, mails. Returns what the commit waits for. */
  flush(): Sent[] {
    const followUps = followUpsOf(this.#recorded, this.actor.memberId, this.now)
    const send = (text: string, values: unknown[]): Sent => this.#passage.send(text, values)
    const { actor } = this,
      { key } = actor
    // The log says that a program did it, by which key, and for whom: the member stands as the one who acts.
    const author = key === undefined ? actor : { kind: 'key' as const, role: actor.role, name: `${actor.name}, by the key ${key.name}`, sessionId: key.id }
    const act = { tenant: this.tenant, actor: author, place: this.place, permission: this.#permission, correlation: this.correlation }
    return [
      ...writeRecords(send, act, this.#recorded),
      ...this.#trailing.map((start) => start()),
      ...followUps.map((job) => send(enqueueText, enqueueValues(job))),
    ]
  }
}

/**
 * Delegations that are valid at this moment, whose delegator still holds the right and whose delegate still sees what there is to decide: what
 * was lost cannot be lent, and a demotion is not outlived by what colleagues lent before it.
 */
function delegationsOf(entered: Entered, to: Role, now: Date): Delegation[] {
  const rows = (typeof entered.delegated === 'string' ? JSON.parse(entered.delegated) : (entered.delegated ?? [])) as {
    permission: string
    from: string
    name: string
    role: string
    preset: string | null
    grants: unknown
    starts: string
    ends: string
  }[]
  return rows.flatMap(({ permission, from, name, role, starts, ends, ...own }) => {
    const fromRole = roleOf(role, own)
    return isDelegable(permission) &&
      mayStandIn(to, permission) &&
      Date.parse(starts) <= now.getTime() &&
      now.getTime() < Date.parse(ends) &&
      fromRole.grants[permission] === 'all'
      ? [{ permission, fromMemberId: from, fromName: name, fromRole }]
      : []
  })
}
const listed = (stored: unknown): readonly unknown[] => {
  const value: unknown = typeof stored === 'string' ? JSON.parse(stored) : stored
  return Array.isArray(value) ? value : []
}
/** What a key may: of what it was given, what its maker’s role holds at this moment. Rights that others lend while away are lent to a person. */
function heldByKey(entered: Entered): Role {
  const role = roleOf(entered.role ?? '', { preset: entered.preset, grants: entered.grants }),
    given = new Set(listed(entered.key_permissions))
  return {
    ...role,
    grants: Object.fromEntries(
      keyable.flatMap((name) => {
        const reach = given.has(name) ? role.grants[name] : undefined
        return reach === undefined ? [] : [[name, reach]]
      }),
    ),
  }
}
/** An operator in a company: nobody's membership, what is given for a time or lent to others is not theirs, and a fixed role decides. */
function supporter(entered: Entered): Actor {
  const { grant, number, ends } = (typeof entered.support === 'string' ? JSON.parse(entered.support) : entered.support) as {
    grant: string
    number: string
    ends: string
  }
  return {
    kind: 'member',
    memberId: entered.member_id ?? null,
    accountId: entered.account_id ?? null,
    sessionId: entered.session_id ?? null,
    role: 'operator',
    held: supportRole,
    able: supportRole,
    granted: [],
    delegations: [],
    name: entered.name ?? '',
    email: entered.email ?? '',
    factorAt: entered.factor_at ? new Date(entered.factor_at) : null,
    support: { grantId: grant, number, endsAt: new Date(ends) },
  }
}
function actorOf(door: Door, entered: Entered, systemName: string, now: Date): Actor {
  if (door.kind === 'key') {
    assert(entered.key_id && entered.key_name !== undefined && entered.member_id && entered.role && entered.name !== undefined, 'a member behind the key')
    // What is given for a time is given to a person, as what others lend is: a key stands on the role alone.
    const own = heldByKey(entered)
    return {
      kind: 'member',
      memberId: entered.member_id,
      accountId: entered.account_id ?? null,
      sessionId: null,
      role: entered.role,
      held: own,
      able: own,
      granted: [],
      name: entered.name,
      email: entered.email ?? '',
      factorAt: null,
      delegations: [],
      key: { id: entered.key_id, name: entered.key_name },
    }
  }
  if (door.kind === 'session') {
    assert(entered.member_id && entered.role && entered.name !== undefined, 'a member behind the session')
    if (entered.support) return supporter(entered)
    const own = roleOf(entered.role, { preset: entered.preset, grants: entered.grants }),
      granted = grantedFrom(entered.granted, now)
    return {
      kind: 'member',
      memberId: entered.member_id,
      accountId: entered.account_id ?? null,
      sessionId: entered.session_id ?? null,
      role: entered.role,
      held: own,
      granted,
      able: withGranted(own, granted),
      name: entered.name,
      email: entered.email ?? '',
      factorAt: entered.factor_at ? new Date(entered.factor_at) : null,
      delegations: delegationsOf(entered, own, now),
    }
  }
  const nobody = { accountId: null, sessionId: null, email: '', factorAt: null, delegations: [], granted: [] }
  const none = (name: string) => {
    const role = { name, preset: null, grants: {} }
    return { held: role, able: role }
  }
  if (door.kind === 'provisioning') {
    assert(entered.token_id && entered.connection_id && entered.name !== undefined, 'a token behind what provisions')
    return {
      kind: 'provisioning',
      memberId: null,
      role: 'provisioning',
      ...none('provisioning'),
      name: entered.name,
      provisioning: { tokenId: entered.token_id, connectionId: entered.connection_id },
      ...nobody,
    }
  }
  return door.kind === 'job'
    ? { kind: 'job', memberId: null, role: 'job', ...none('job'), name: 'background job', ...nobody }
    : { kind: 'system', memberId: door.actor, role: 'system', ...none('system'), name: systemName, ...nobody }
}
