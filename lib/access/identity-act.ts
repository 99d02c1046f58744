import { PgDatabase, PgDialect } from 'drizzle-orm/pg-core'
import { PostgresJsSession, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js'
import type { Sql } from 'postgres'
import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { outbox } from '../../db/schema/identity.ts'
import { reserve } from '../../db/client.ts'
import { systemClock, type Clock } from '../kernel/clock.ts'
import { assert } from '../kernel/assert.ts'
import { canonicalJson } from '../kernel/digest.ts'
import { newUuid } from '../kernel/id.ts'
import type { Refusal } from '../kernel/refusal.ts'
import type { Place } from './ctx.ts'
import { ports } from './ports.ts'
import type { AuditEvent } from './event.ts'
import { enqueueText, enqueueValues, followUpsOf } from './follow-ups.ts'
import { scopedHandle, type Handle } from './handle.ts'
import { networkOfRefusal } from './network.ts'
import { parse } from './operation.ts'
import { translate } from './passage.ts'
import { newEventId, writeRecords } from './record.sql.ts'
import { admitNote, networkRefused } from './refused.ts'

/** drizzle over the account-level tables (schema identity). Unscoped by nature: these tables have no tenant. */
export type IdentityHandle = Readonly<Pick<PgDatabase<PostgresJsQueryResultHKT, Record<string, never>>, 'select' | 'insert' | 'update' | 'delete'>>
export interface IdentityActor {
  readonly memberId: string | null
  readonly name: string
  readonly role: string
  readonly sessionId?: string | null
}
/** One tenant's side of an act of identity: its members and its log. */
export interface TenantSide {
  readonly tx: Handle
  record<D>(event: AuditEvent<D>, subjectId: string | null, detail: NoInfer<D>, personal?: Readonly<Record<string, string>>): void
}
export interface IdentityCtx {
  readonly db: IdentityHandle
  readonly now: Date
  readonly place: Place
  /** Enters a tenant (one after another) and writes its events when the act commits. `actor.memberId` is vouched by the database. */
  inTenant<T>(tenant: string, actor: IdentityActor, run: (side: TenantSide) => Promise<T>): Promise<T>
  mail(tenant: string | null, to: string, subject: string, body: string, kind: string): Promise<void>
  /** Commits what was done so far, events included, and then refuses: a failed attempt leaves its trace. */
  refuse(refusal: Refusal): void
  /** Somebody with a good session came from where they may not: noted after the act was rolled back, since it is about to be refused. */
  keptOut(tenant: string, who: IdentityActor): void
  /** A step that changes nothing worth an event says why. */
  unchanged(why: string): void
}
export interface IdentityCaller {
  readonly place: Place
  readonly clock?: Clock
}
export interface IdentityOperation<I = unknown, O = unknown> {
  readonly kind: 'identity'
  readonly name: string
  /** What the caller must hold: nothing, a link, a flow cookie, or a session secret; judged inside by the act itself. */
  readonly credential: 'none' | 'link' | 'flow' | 'session' | 'console'
  /** One sentence for the table in docs/security. */
  readonly why: string
  readonly input: z.ZodType<I>
  invoke(caller: IdentityCaller, input: unknown): Promise<O>
}

/**
 * An act on accounts, credentials and sessions: everything that happens before or beside a tenant's scope. It runs as the login app_auth,
 * which owns nothing, reaches the identity tables and, of each tenant, only members, settings, notifications and the log.
 */
export function identityAct<I, O>(
  declaration: Omit<IdentityOperation<I, O>, 'kind' | 'invoke'> & { readonly run: (ctx: IdentityCtx, input: I) => Promise<O> },
): IdentityOperation<I, O> {
  const { run, ...rest } = declaration
  return {
    kind: 'identity',
    ...rest,
    async invoke(caller, raw) {
      const input = parse(declaration.input, raw)
      const connection = await reserve('auth')
      const send = (text: string, values: unknown[]) => connection.unsafe(text, values as never[], { prepare: true }).execute()
      const client = { unsafe: send } as unknown as Sql
      const now = (caller.clock ?? systemClock).now()
      let refusal: Refusal | undefined
      let why: string | undefined
      let events = 0
      let kept: { tenant: string; who: IdentityActor } | undefined
      const ctx: IdentityCtx = {
        db: identityHandle(client),
        now,
        place: caller.place,
        async inTenant(tenant, actor, act) {
          await send('select scope.enter_sign_in($1, $2)', [tenant, actor.memberId])
          const recorded: Parameters<typeof writeRecords>[2][number][] = []
          const side: TenantSide = {
            tx: scopedHandle(client, tenant),
            record(event, subjectId, detail, personal = {}) {
              recorded.push({
                id: newEventId(),
                event: event.name,
                subjectKind: event.subject,
                subjectId,
                detail: canonicalJson(event.schema.parse(detail)),
                personal,
              })
            },
          }
          const value = await act(side)
          const by = {
            kind: actor.memberId === null ? ('system' as const) : ('member' as const),
            role: actor.role,
            name: actor.name,
            sessionId: actor.sessionId ?? null,
          }
          await Promise.all(
            writeRecords(
              send,
              { tenant, actor: by, place: caller.place, permission: `identity:${declaration.credential}`, correlation: randomUUID() },
              recorded,
            ),
          )
          for (const job of followUpsOf(recorded, actor.memberId, now)) await send(enqueueText, enqueueValues(job))
          events += recorded.length
          return value
        },
        async mail(tenant, to, subject, body, kind) {
          assert(!/[\r\n]/.test(to + subject), 'a line break in a mail header')
          await ctx.db.insert(outbox).values({ id: newUuid(now), tenantId: tenant, toAddress: to, subject, body, kind })
        },
        refuse(with_) {
          refusal = with_
        },
        keptOut(tenant, who) {
          kept = { tenant, who }
        },
        unchanged(because) {
          why = because
        },
      }
      try {
        await send('begin', [])
        const value = await run(ctx, input)
        if (events === 0 && why === undefined && refusal === undefined) throw new Error(`${declaration.name} changed something without recording it`)
        if ((await send('commit', [])).command !== 'COMMIT') throw new Error('the transaction was rolled back')
        if (refusal) throw refusal
        return value
      } catch (error) {
        await send('rollback', []).then(
          () => undefined,
          () => undefined,
        ) // after a commit this is a warning, after a lost connection nothing is left to roll back
        if (kept && networkOfRefusal(error) !== undefined)
          await noteKeptOut(send, kept, caller.place, { operation: declaration.name, list: networkOfRefusal(error) ?? 'company' })
        throw translate(error)
      } finally {
        connection.release()
      }
    },
  }
}
type Send = (text: string, values: unknown[]) => PromiseLike<unknown>
/** On the same connection, after the rollback: at most once a minute for a session and an address, like every refusal. */
async function noteKeptOut(
  send: Send,
  { tenant, who }: { tenant: string; who: IdentityActor },
  place: Place,
  about: { operation: string; list: 'member' | 'role' | 'company' },
): Promise<void> {
  const count = admitNote(`${who.sessionId ?? ''}|network|${place.ip}`)
  if (count === undefined) return
  try {
    await send('begin', [])
    await send('select scope.enter_sign_in($1, $2)', [tenant, who.memberId])
    const detail = canonicalJson(networkRefused.schema.parse({ ...about, count }))
    await Promise.all(
      writeRecords(
        send,
        {
          tenant,
          actor: { kind: 'member', role: who.role, name: who.name, sessionId: who.sessionId ?? null },
          place,
          permission: 'identity:session',
          correlation: randomUUID(),
        },
        [{ id: newEventId(), event: networkRefused.name, subjectKind: networkRefused.subject, subjectId: who.sessionId ?? null, detail, personal: {} }],
      ),
    )
    await send('commit', [])
  } catch (error) {
    await send('rollback', []).then(
      () => undefined,
      () => undefined,
    )
    ports.onError(error, 'recording a refusal') // the refusal itself still reaches the caller
  }
}
function identityHandle(client: Sql): IdentityHandle {
  const dialect = new PgDialect(),
    relations = { fullSchema: {}, schema: {}, tableNamesMap: {} }
  const db = new PgDatabase(dialect, new PostgresJsSession(client, dialect, relations) as never, relations as never)
  return Object.freeze({
    select: db.select.bind(db),
    insert: db.insert.bind(db),
    update: db.update.bind(db),
    delete: db.delete.bind(db),
  }) as unknown as IdentityHandle
}
