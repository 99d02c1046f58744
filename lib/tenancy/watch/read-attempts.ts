import { inArray } from 'drizzle-orm'
import { z } from 'zod'
import { auditEvents, auditPersonal } from '../../../db/schema/audit.ts'
import { members } from '../../../db/schema/tenancy.ts'
import { signIns, type SignInOutcome } from '../../../db/schema/watch.ts'
import type { Ctx } from '../../access/ctx.ts'
import { geography } from '../../platform/place/places.ts'
import { networkOfAddress } from './network-of.ts'

/** The events of which each is an attempt to come in. Which of them are, says `attemptOf`. */
export const attemptEvents = ['session.started', 'session.refused', 'factor.refused', 'network.refused', 'sso.refused'] as const
export type SignIn = typeof signIns.$inferSelect
interface Logged {
  readonly event: string
  readonly actorId: string | null
  readonly subjectId: string | null
  readonly detail: string
}
interface Attempt {
  readonly outcome: SignInOutcome
  readonly memberId: string | null
  readonly sessionId: string | null
  readonly how: string
  readonly device: string | undefined
}

const started = z.object({ device: z.string(), methods: z.array(z.string()) }),
  refused = z.object({ step: z.string(), why: z.string(), device: z.string() }),
  code = z.object({ why: z.string(), device: z.string() })
const network = z.object({ operation: z.string(), list: z.string() }),
  provider = z.object({ check: z.string(), device: z.string(), isTest: z.boolean() })
/** What an event says about an attempt; undefined: it is none, such as a request of an open session or a test of a provider. */
export function attemptOf({ event, actorId, subjectId, detail }: Logged): Attempt | undefined {
  const said: unknown = JSON.parse(detail)
  switch (event) {
    case 'session.started': {
      const { device, methods } = started.parse(said)
      return { outcome: 'in', memberId: actorId, sessionId: subjectId, how: methods.join(' and '), device }
    }
    case 'session.refused': {
      const { why, device } = refused.parse(said)
      return { outcome: 'refused', memberId: subjectId, sessionId: null, how: why, device }
    }
    case 'factor.refused': {
      const { why, device } = code.parse(said)
      return { outcome: 'refused', memberId: subjectId, sessionId: null, how: `a wrong code: ${why}`, device }
    }
    case 'network.refused': {
      const { operation, list } = network.parse(said)
      return operation === 'identity.signIn'
        ? {
            outcome: 'refused',
            memberId: actorId,
            sessionId: null,
            how: `a network that is not allowed for ${list === 'member' ? 'the person' : list === 'role' ? 'the role' : 'the company'}`,
            device: undefined,
          }
        : undefined
    }
    case 'sso.refused': {
      const { check, device, isTest } = provider.parse(said)
      return isTest ? undefined : { outcome: 'refused', memberId: null, sessionId: null, how: `the provider’s answer, by the check “${check}”`, device }
    }
    default:
      return undefined
  }
}
const hundredths = (degrees: number | undefined): number | null => (degrees === undefined ? null : Math.round(degrees * 100))
/**
 * Enters attempts that the log holds and this list does not. In the order of their ids, so that two jobs never wait for one another.
 * @returns those entered here, oldest first: each is handed to one job only
 */
export async function enterAttempts(ctx: Ctx, eventIds: readonly string[]): Promise<SignIn[]> {
  if (eventIds.length === 0) return []
  const [rows, personal] = await Promise.all([
    ctx.tx
      .select({
        id: auditEvents.id,
        at: auditEvents.at,
        event: auditEvents.event,
        actorId: auditEvents.actorId,
        subjectKind: auditEvents.subjectKind,
        subjectId: auditEvents.subjectId,
        detail: auditEvents.detail,
      })
      .from(auditEvents)
      .where(inArray(auditEvents.id, [...eventIds])),
    ctx.tx
      .select({ id: auditPersonal.id, ip: auditPersonal.ip })
      .from(auditPersonal)
      .where(inArray(auditPersonal.id, [...eventIds])),
  ])
  const addresses = new Map(personal.map((row) => [row.id, row.ip]))
  const attempts = rows
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap((row) => {
      const attempt = attemptOf(row)
      return attempt ? [{ row, attempt }] : []
    })
  if (attempts.length === 0) return []
  const people = new Set(
    (
      await ctx.tx
        .select({ id: members.id })
        .from(members)
        .where(
          inArray(
            members.id,
            attempts.flatMap(({ attempt }) => attempt.memberId ?? []),
          ),
        )
    ).map(({ id }) => id),
  )
  const places = geography.now()
  const values = attempts.map(({ row, attempt: { outcome, memberId, sessionId, how, device } }) => {
    // Erased since it happened: nothing is known of it any more.
    const ip = addresses.get(row.id) ?? '',
      place = ip === '' ? undefined : places.find(ip)
    return {
      id: row.id,
      at: new Date(row.at),
      outcome,
      memberId: memberId !== null && people.has(memberId) ? memberId : null,
      sessionId,
      how: how.slice(0, 400),
      ip,
      network: networkOfAddress(ip),
      device: addresses.has(row.id) ? (device ?? '') : '',
      city: place?.city ?? '',
      country: place?.country ?? '',
      latitude: hundredths(place?.point?.latitude),
      longitude: hundredths(place?.point?.longitude),
      createdAt: ctx.now,
    }
  })
  const entered: SignIn[] = []
  for (let from = 0; from < values.length; from += 500)
    entered.push(
      ...(await ctx.tx
        .insert(signIns)
        .values(values.slice(from, from + 500))
        .onConflictDoNothing()
        .returning()),
    )
  return entered.sort((a, b) => (a.id < b.id ? -1 : 1))
}
