import { and, desc, eq, isNull } from 'drizzle-orm'
import { bankDetails, payees } from '../../db/schema/work.ts'
import { z } from 'zod'
import type { ReadCtx } from '../access/ctx.ts'
import { command, query } from '../access/operation.ts'
import { dayOf } from '../kernel/day.ts'
import { decodeId, encodeId, newUuid } from '../kernel/id.ts'
import { conflict, invalid, notFound, Refusal } from '../kernel/refusal.ts'
import { achAccountFault, routingFault } from '../platform/rails/aba.ts'
import { bicFault } from '../platform/rails/bic.ts'
import { ibanFault, maskAccount, normalizeIban } from '../platform/rails/iban.ts'
import { envelope } from '../platform/keys/keys.ts'
import { policyOf } from '../tenancy/policy.ts'
import { readBankDetailBody, writeBankDetailBody, type BankDetailBody } from './bank-detail-body.ts'
import { cellOf, destinationOf, payeesPaidTo } from './same-account.ts'
import type { Destination } from '../platform/rails/port.ts'
import { isOwnPayee } from './own-payees.ts'
import { bankDetailConfirmed, bankDetailEntered, bankDetailRevealed } from './payout-events.ts'
import { ConfirmBankDetail, EnterBankDetail, RevealBankDetail } from './payout-inputs.ts'
import { placeOf } from './wallet-place.ts'

async function currentOf(ctx: ReadCtx, payeeId: string) {
  return (
    await ctx.tx
      .select()
      .from(bankDetails)
      .where(and(eq(bankDetails.payeeId, payeeId), isNull(bankDetails.replacedAt)))
  )[0]
}
const payeeNamed = async (ctx: ReadCtx, payeeId: string): Promise<{ name: string }> =>
  (await ctx.tx.select({ name: payees.name }).from(payees).where(eq(payees.id, payeeId)))[0] ??
  (() => {
    throw notFound('payee')
  })()

const ibanTyped = (text: string | undefined): string => normalizeIban(text ?? '')
const routingTyped = (text: string | undefined): string => (text ?? '').replace(/\s/g, '')
const numberTyped = (text: string | undefined): string => (text ?? '').replace(/[\s-]/g, '')
/** What was typed as a destination, each faulty field named. Leading zeros stay: an account number is text, never a number. */
function bodyOf(input: z.infer<typeof EnterBankDetail>): { body: BankDetailBody; masked: string } {
  if (input.kind === 'iban') {
    const iban = ibanTyped(input.iban)
    if (iban === '') throw invalid('iban', 'Write the IBAN.')
    const fault = ibanFault(iban),
      bic = input.bic?.replace(/\s/g, '').toUpperCase(),
      bicProblem = bic ? bicFault(bic) : undefined
    if (fault !== undefined) throw invalid('iban', fault)
    if (bicProblem !== undefined) throw invalid('bic', bicProblem)
    return { body: { destination: { kind: 'iban', iban, ...(bic ? { bic } : {}) }, latinName: input.holder }, masked: maskAccount(iban) }
  }
  const routing = routingTyped(input.routing),
    number = numberTyped(input.accountNumber)
  const routingProblem = routingFault(routing),
    numberProblem = achAccountFault(number)
  if (routingProblem !== undefined) throw invalid('routing', routingProblem)
  if (numberProblem !== undefined) throw invalid('accountNumber', numberProblem)
  return {
    body: { destination: { kind: 'ach', routing, number, account: input.accountType ?? 'checking', holder: 'person' }, latinName: input.holder },
    masked: maskAccount(number),
  }
}

/**
 * Enters where a payee's money goes, or changes it. The old detail stays for the record; a changed one is held for the days the company
 * has set, because a stranger who changes it wants the very next payout. Nobody enters an own one.
 */
export const enterBankDetail = command({
  name: 'incentives.enterBankDetail',
  needs: 'bank_detail.change',
  stepUp: 'anew',
  input: EnterBankDetail,
  run: async (ctx, input) => {
    const payeeId = decodeId('payee', input.payeeId),
      { memberId } = ctx.actor
    const { name } = await payeeNamed(ctx, payeeId)
    if (!memberId) throw new Refusal('forbidden', 'A bank detail is entered by a person.')
    if (await isOwnPayee(ctx, payeeId)) throw new Refusal('forbidden', 'You are this payee: someone else must enter the bank detail.')
    const { body, masked } = bodyOf(input),
      before = await currentOf(ctx, payeeId)
    if (
      before &&
      before.kind === input.kind &&
      writeBankDetailBody(readBankDetailBody(await envelope().open(cellOf(ctx, before.id), before.sealed))) === writeBankDetailBody(body)
    ) {
      ctx.unchanged('the same bank detail') // entered again, as after a lost answer: no second hold
      return { id: encodeId('bankDetail', before.id), payeeId: input.payeeId, masked, heldUntil: before.heldUntil }
    }
    const days = before ? policyOf(ctx.settings.policy).bankDetailHoldDays : 0
    const heldUntil = new Date(ctx.now.getTime() + days * 86_400_000),
      id = newUuid(ctx.now)
    if (before) {
      const replaced = await ctx.tx
        .update(bankDetails)
        .set({ replacedAt: ctx.now })
        .where(and(eq(bankDetails.id, before.id), isNull(bankDetails.replacedAt)))
        .returning({ id: bankDetails.id })
      if (replaced.length !== 1) throw conflict('The bank detail was changed meanwhile. Look again.')
    }
    await ctx.tx
      .insert(bankDetails)
      .values({
        id,
        payeeId,
        kind: input.kind,
        sealed: await envelope().seal(cellOf(ctx, id), writeBankDetailBody(body)),
        masked,
        bankName: input.bankName ?? null,
        heldUntil,
        enteredBy: memberId,
      })
    const alsoOf = await payeesPaidTo(ctx, { payeeId, masked, destination: body.destination })
    ctx.record(
      bankDetailEntered,
      id,
      {
        payee: encodeId('payee', payeeId),
        kind: input.kind,
        held_until: dayOf(heldUntil, ctx.settings.zone),
        ...(alsoOf.length > 0 ? { also_of: alsoOf.map((other) => other.id) } : {}),
        changes: [{ field: 'account', before: before?.masked ?? '', after: masked }],
      },
      { payee: name },
    )
    return { id: encodeId('bankDetail', id), payeeId: input.payeeId, masked, heldUntil }
  },
})
/**
 * A second person types the number from what the payee showed, without seeing what was entered: only where both say the same is it confirmed.
 * The last four signs on a screen would be agreed to by anyone in a hurry. Neither who entered it nor the payee may.
 */
export const confirmBankDetail = command({
  name: 'incentives.confirmBankDetail',
  needs: 'bank_detail.change',
  stepUp: 'anew',
  input: ConfirmBankDetail,
  run: async (ctx, { bankDetailId, ...typed }) => {
    const [detail] = await ctx.tx
      .select()
      .from(bankDetails)
      .where(eq(bankDetails.id, decodeId('bankDetail', bankDetailId)))
      .for('update')
    if (!detail) throw notFound('bank detail')
    if (detail.replacedAt) throw conflict('This bank detail was replaced by a newer one.')
    if (detail.confirmedAt) throw conflict('This bank detail is confirmed already.')
    if (detail.enteredBy === ctx.actor.memberId) throw new Refusal('forbidden', 'You entered it: someone else must confirm it.')
    if (await isOwnPayee(ctx, detail.payeeId)) throw new Refusal('forbidden', 'It is your own: someone else must confirm it.')
    demandSame(await destinationOf(ctx, detail), typed)
    const done = await ctx.tx
      .update(bankDetails)
      .set({ confirmedAt: ctx.now, confirmedBy: ctx.actor.memberId })
      .where(and(eq(bankDetails.id, detail.id), isNull(bankDetails.confirmedAt)))
      .returning({ id: bankDetails.id })
    if (done.length !== 1) throw conflict('This bank detail was confirmed meanwhile.')
    ctx.record(bankDetailConfirmed, detail.id, { payee: encodeId('payee', detail.payeeId), masked: detail.masked })
    return { id: bankDetailId, payeeId: encodeId('payee', detail.payeeId) }
  },
})
/** Names the field that says something else than what was entered, and never what was entered. */
function demandSame(entered: Destination, typed: Omit<z.infer<typeof ConfirmBankDetail>, 'bankDetailId'>): void {
  const differs = (field: string, noun: string): Refusal =>
    invalid(field, `This is not the ${noun} that was entered. Compare it with what the payee showed you; if yours is right, enter the bank detail anew.`)
  if (entered.kind === 'iban') {
    const iban = ibanTyped(typed.iban)
    if (iban === '') throw invalid('iban', 'Type the IBAN from what the payee showed you.')
    if (iban !== entered.iban) throw differs('iban', 'IBAN')
  } else if (entered.kind === 'ach') {
    const routing = routingTyped(typed.routing),
      number = numberTyped(typed.accountNumber)
    if (routing === '') throw invalid('routing', 'Type the routing number from what the payee showed you.')
    if (number === '') throw invalid('accountNumber', 'Type the account number from what the payee showed you.')
    if (routing !== entered.routing) throw differs('routing', 'routing number')
    if (number !== entered.number) throw differs('accountNumber', 'account number')
  }
}
/** Shows the full number once, with a reason. A command, because looking is an act that is recorded. */
export const revealBankDetail = command({
  name: 'incentives.revealBankDetail',
  needs: 'bank_detail.reveal',
  stepUp: 'anew',
  input: RevealBankDetail,
  run: async (ctx, { bankDetailId, reason }) => {
    const [detail] = await ctx.tx
      .select()
      .from(bankDetails)
      .where(eq(bankDetails.id, decodeId('bankDetail', bankDetailId)))
    if (!detail) throw notFound('bank detail')
    const destination = await destinationOf(ctx, detail)
    ctx.record(bankDetailRevealed, detail.id, { payee: encodeId('payee', detail.payeeId), masked: detail.masked, reason })
    return destination.kind === 'iban'
      ? { number: destination.iban, routing: destination.bic ?? null }
      : destination.kind === 'ach'
        ? { number: destination.number, routing: destination.routing }
        : { number: '', routing: null }
  },
})
/** The bank details of a payee, newest first, masked, with what may be done. */
export const listBankDetails = query({
  name: 'incentives.listBankDetails',
  needs: 'payee.read',
  input: z.strictObject({ payeeId: z.string().max(40) }),
  run: async (ctx, input) => {
    const payeeId = decodeId('payee', input.payeeId),
      { name } = await payeeNamed(ctx, payeeId)
    const rows = await ctx.tx.select().from(bankDetails).where(eq(bankDetails.payeeId, payeeId)).orderBy(desc(bankDetails.id)).limit(50)
    const own = await isOwnPayee(ctx, payeeId),
      mayChange = ctx.reach('bank_detail.change') === 'all' && !own
    const current = rows.find((row) => row.replacedAt === null)
    return {
      payee: { id: input.payeeId, name },
      alsoOf: current ? await payeesPaidTo(ctx, { payeeId, masked: current.masked, destination: await destinationOf(ctx, current) }) : [],
      place: placeOf(ctx),
      currency: ctx.settings.currency,
      mayChange,
      isOwn: own,
      mayReveal: ctx.reach('bank_detail.reveal') === 'all',
      holdDays: policyOf(ctx.settings.policy).bankDetailHoldDays,
      rows: rows.map((row) => ({
        id: encodeId('bankDetail', row.id),
        kind: row.kind,
        masked: row.masked,
        bankName: row.bankName,
        enteredAt: row.createdAt,
        confirmedAt: row.confirmedAt,
        heldUntil: row.heldUntil,
        replacedAt: row.replacedAt,
        isCurrent: row.replacedAt === null,
        mayConfirm: mayChange && row.replacedAt === null && row.confirmedAt === null && row.enteredBy !== ctx.actor.memberId,
        enteredByYou: row.enteredBy === ctx.actor.memberId,
      })),
    }
  },
})
