// A sign-in under way is a state machine kept here. A step's payload is taken only in that step, by whoever holds the flow's present secret.
import { randomBytes } from 'node:crypto'
import { and, eq, gt, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { flows } from '../../db/schema/identity.ts'
import type { IdentityCtx } from '../access/identity-act.ts'
import { one } from '../kernel/assert.ts'
import { sha256 } from '../kernel/digest.ts'
import { newUuid } from '../kernel/id.ts'
import { Refusal } from '../kernel/refusal.ts'
import { triesPerChallengeMax } from './throttle-rules.ts'
import { providerSession } from './sso/provider-session.ts'

export const flowKinds = ['sign_in', 'setup', 'invite', 'reset', 'recover', 'enrol'] as const
export type FlowKind = (typeof flowKinds)[number]
/** `passkey` waits for one that names its account by itself, `person` names a new account, `company` chooses among memberships, `new_company` founds one. */
export const flowSteps = ['password', 'passkey', 'person', 'confirm', 'factor', 'enrol', 'codes', 'new_password', 'company', 'new_company'] as const
export type FlowStep = (typeof flowSteps)[number]
/** Seconds that a person has for one step. */
export const stepSecondsMax = 600

const flowData = z.object({
  email: z.string().optional(),
  name: z.string().optional(),
  company: z.string().optional(),
  methods: z.array(z.enum(['password', 'reset', 'totp', 'backup code', 'recovery', 'sso', 'provider factor', 'passkey', 'text message'])).default([]),
  next: z.string().optional(),
  /** The link that this flow will use up when it ends, and what it says. */
  linkId: z.string().optional(),
  via: z.enum(['mail', 'shown']).optional(),
  memberId: z.string().optional(),
  recoveryId: z.string().optional(),
  setup: z.enum(['first', 'company']).optional(),
  invitation: z.string().optional(),
  /** A provider vouched: its company alone is opened, for no longer than it says. */
  connectionId: z.string().optional(),
  sessionUntil: z.string().optional(),
  provider: providerSession.optional(),
  /** A company that is entered wants another password first: its rule in days. */
  passwordDays: z.number().optional(),
  /** When a code was asked for by text message. */
  textAskedAt: z.string().optional(),
  /** Held until the account is made at the end; the authenticator's secret and the codes are sealed, base64. */
  passwordHash: z.string().optional(),
  factorName: z.string().optional(),
  sealedSecret: z.string().optional(),
  lastStep: z.number().optional(),
  sealedCodes: z.string().optional(),
  factorAt: z.string().optional(),
})
export type FlowData = z.infer<typeof flowData>
export interface Flow {
  readonly id: string
  readonly kind: FlowKind
  readonly step: FlowStep
  readonly accountId: string | null
  readonly tenantId: string | null
  readonly data: FlowData
  readonly tries: number
}

const newSecret = (): string => randomBytes(32).toString('base64url')
const expiry = (ctx: IdentityCtx): Date => new Date(ctx.now.getTime() + stepSecondsMax * 1000)
/** One sentence for a wrong step, a foreign secret, an old one and one that never was: none of them tells anything. */
export const flowLost = (): Refusal =>
  new Refusal('conflict', 'This sign-in has moved on or has waited too long. Start again; if you came by a link, open that link again.')

/** Begins a flow. @returns its secret, for the pre-auth cookie */
export async function beginFlow(
  ctx: IdentityCtx,
  flow: { id?: string; kind: FlowKind; step: FlowStep; accountId?: string | null; tenantId?: string | null; data: Partial<FlowData> },
): Promise<string> {
  const secret = newSecret()
  await ctx.db
    .insert(flows)
    .values({
      id: flow.id ?? newUuid(ctx.now),
      kind: flow.kind,
      step: flow.step,
      secretHash: sha256(secret),
      accountId: flow.accountId ?? null,
      tenantId: flow.tenantId ?? null,
      data: flowData.parse(flow.data),
      expiresAt: expiry(ctx),
      createdAt: ctx.now,
    })
  return secret
}
const isAlive = (ctx: IdentityCtx, secret: string) => and(eq(flows.secretHash, sha256(secret)), isNull(flows.endedAt), gt(flows.expiresAt, ctx.now))
const readFlow = (row: typeof flows.$inferSelect): Flow => ({
  id: row.id,
  kind: row.kind as FlowKind,
  step: row.step as FlowStep,
  accountId: row.accountId,
  tenantId: row.tenantId,
  data: flowData.parse(row.data),
  tries: row.tries,
})

/**
 * The flow, locked, if it stands at this step. Presenting the payload of one step at another, or a secret of an earlier step, is refused
 * and changes nothing (CVE-2026-18963: a step's answer must never serve another step).
 */
export async function takeFlow(ctx: IdentityCtx, secret: string, step: FlowStep): Promise<Flow> {
  const [row] = await ctx.db.select().from(flows).where(isAlive(ctx, secret)).for('update')
  if (!row || row.step !== step) throw flowLost()
  return readFlow(row)
}
/** For showing a step; changes nothing. */
export async function lookAtFlow(ctx: IdentityCtx, secret: string): Promise<Flow | undefined> {
  const [row] = await ctx.db.select().from(flows).where(isAlive(ctx, secret))
  return row && readFlow(row)
}
/** Moves to the next step under a new secret: the one that led here is worth nothing any more (fixation, CVE-2026-7507). */
export async function advance(
  ctx: IdentityCtx,
  flow: Flow,
  step: FlowStep,
  data: Partial<FlowData> = {},
  accountId: string | null = flow.accountId,
): Promise<string> {
  const secret = newSecret()
  const rows = await ctx.db
    .update(flows)
    .set({ step, secretHash: sha256(secret), data: { ...flow.data, ...data }, accountId, tries: 0, expiresAt: expiry(ctx) })
    .where(and(eq(flows.id, flow.id), eq(flows.step, flow.step), isNull(flows.endedAt)))
    .returning({ id: flows.id })
  one(rows, 'flow to advance')
  return secret
}
/** Keeps something in a flow that stays where it is: its secret, its tries and its time are what they were. */
export async function noteInFlow(ctx: IdentityCtx, flow: Flow, data: Partial<FlowData>): Promise<void> {
  await ctx.db
    .update(flows)
    .set({ data: { ...flow.data, ...data } })
    .where(eq(flows.id, flow.id))
}
export async function endFlow(ctx: IdentityCtx, flow: Flow): Promise<void> {
  // What was held for the end goes with it.
  one(
    await ctx.db
      .update(flows)
      .set({ endedAt: ctx.now, data: {} })
      .where(and(eq(flows.id, flow.id), isNull(flows.endedAt)))
      .returning({ id: flows.id }),
    'flow to end',
  )
}
/** Counts a wrong code; the fifth ends the flow. @returns whether it goes on */
export async function countWrongCode(ctx: IdentityCtx, flow: Flow): Promise<boolean> {
  if (flow.tries + 1 >= triesPerChallengeMax) {
    await endFlow(ctx, flow)
    return false
  }
  await ctx.db
    .update(flows)
    .set({ tries: flow.tries + 1 })
    .where(eq(flows.id, flow.id))
  return true
}
