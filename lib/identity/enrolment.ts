import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { accounts, factors } from '../../db/schema/identity.ts'
import type { IdentityCtx } from '../access/identity-act.ts'
import { assert } from '../kernel/assert.ts'
import { newUuid } from '../kernel/id.ts'
import { Refusal } from '../kernel/refusal.ts'
import { envelope } from '../platform/keys/keys.ts'
import { newBackupCodes } from './backup-codes.ts'
import { deviceName } from './device-name.ts'
import { factorCell, replaceBackupCodes, wrongCode } from './factor.ts'
import { advance, countWrongCode, type Flow, type FlowData } from './flow.ts'
import { matchTotp, newTotpSecret } from './totp.ts'

/** Where the secret and the codes of an enrolment under way are sealed: in its flow, for ten minutes at most. */
const flowCell = (flowId: string) => ({ tenant: null, table: 'flows', column: 'data', row: flowId })
export const sealInFlow = async (flowId: string, value: Uint8Array | string): Promise<string> =>
  (await envelope().seal(flowCell(flowId), value)).toString('base64')
export const openInFlow = (flow: Flow, sealed: string | undefined): Promise<Buffer> => {
  assert(sealed, 'an enrolment under way')
  return envelope().open(flowCell(flow.id), Buffer.from(sealed, 'base64'))
}

/** Moves to the step that shows a new authenticator secret. Nothing is enrolled before a code of it was typed and the backup codes were kept. */
export async function toEnrolment(ctx: IdentityCtx, flow: Flow, data: Partial<FlowData> = {}, accountId: string | null = flow.accountId): Promise<string> {
  return advance(ctx, flow, 'enrol', { ...data, sealedSecret: await sealInFlow(flow.id, newTotpSecret()) }, accountId)
}
/** The first code of the new authenticator: proves that it holds the secret and that its clock is right. @returns the step's next secret, or undefined */
export async function confirmFirstCode(ctx: IdentityCtx, flow: Flow, typed: string): Promise<{ step: number } | { step?: undefined }> {
  const step = matchTotp(await openInFlow(flow, flow.data.sealedSecret), typed, ctx.now, 0)
  if (step !== undefined) return { step }
  const goesOn = await countWrongCode(ctx, flow)
  ctx.refuse(
    goesOn
      ? wrongCode('code')
      : new Refusal('too_many', 'Five codes were not right. Look whether the clock of the phone is set automatically, then start again.'),
  )
  return {}
}
export async function toCodes(ctx: IdentityCtx, flow: Flow, step: number): Promise<string> {
  return advance(ctx, flow, 'codes', {
    lastStep: step,
    factorAt: ctx.now.toISOString(),
    sealedCodes: await sealInFlow(flow.id, newBackupCodes().join(' ')),
    methods: [...flow.data.methods, 'totp'],
  })
}

/** Writes the authenticator that a flow holds. @returns its id */
export async function keepFactor(ctx: IdentityCtx, flow: Flow, accountId: string): Promise<{ id: string; name: string }> {
  const id = newUuid(ctx.now),
    name = flow.data.factorName ?? `Authenticator app, ${deviceName(ctx.place.agent)}`
  const secret = await openInFlow(flow, flow.data.sealedSecret)
  assert(flow.data.lastStep !== undefined, 'a confirmed code')
  await ctx.db
    .insert(factors)
    .values({
      id,
      accountId,
      kind: 'totp',
      name,
      secret: await envelope().seal(factorCell(id), secret),
      lastStep: flow.data.lastStep,
      confirmedAt: ctx.now,
      lastUsedAt: ctx.now,
      createdAt: ctx.now,
    })
  return { id, name }
}
export async function keepBackupCodes(ctx: IdentityCtx, flow: Flow, accountId: string): Promise<void> {
  await replaceBackupCodes(ctx, accountId, (await openInFlow(flow, flow.data.sealedCodes)).toString().split(' '))
}
/** The account of a flow that began without one. Its address counts as proven only where the link came by mail: an inviter who was shown the link proves nothing about the mailbox. */
export async function makeAccount(ctx: IdentityCtx, flow: Flow): Promise<{ id: string; email: string; name: string }> {
  const { email, name, passwordHash, via } = flow.data,
    id = newUuid(ctx.now)
  assert(email !== undefined && name !== undefined && passwordHash !== undefined, 'a named person')
  await ctx.db
    .insert(accounts)
    .values({ id, email, name, passwordHash, passwordChangedAt: ctx.now, emailVerifiedAt: via === 'mail' ? ctx.now : null, createdAt: ctx.now })
  return { id, email, name }
}
/** Voids every factor that the account had. @returns how many */
export async function removeFactors(ctx: IdentityCtx, accountId: string): Promise<number> {
  return (
    await ctx.db
      .update(factors)
      .set({ removedAt: ctx.now, secret: sql`case when ${factors.kind} <> 'sms' then ${factors.secret} end` })
      .where(and(eq(factors.accountId, accountId), isNull(factors.removedAt), isNotNull(factors.confirmedAt)))
      .returning({ id: factors.id })
  ).length
}
