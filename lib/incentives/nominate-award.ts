import { eq } from 'drizzle-orm'
import { awards } from '../../db/schema/incentives.ts'
import { payees } from '../../db/schema/work.ts'
import { command } from '../access/operation.ts'
import { assert } from '../kernel/assert.ts'
import { decodeId, encodeId } from '../kernel/id.ts'
import { money, moneyText, parseMoneyField } from '../kernel/money.ts'
import { conflict, invalid, notFound, Refusal } from '../kernel/refusal.ts'
import { takesPart } from './audience.ts'
import { awardNominated } from './award-events.ts'
import { withdraw } from './compute-awards.ts'
import { openAwards } from './confirm-awards.ts'
import { budgetRefusal } from './correct-award.ts'
import { StepList, writeDerivation } from './derivation.ts'
import { balanceOf, post } from './ledger.ts'
import { isOwnPayee } from './own-payees.ts'
import { periodFrom } from './period-grid.ts'
import { lockProgram, ruleOf, versionOn } from './program.ts'
import { DeclineAwards, NominateAward } from './program-inputs.ts'
import { proofKindOf } from './proof-kind.ts'
import { storeFile } from './stored-file.ts'

/** Nominates a payee for an award with a proof attached. Somebody else confirms it; nominations never confirm themselves. */
export const nominateAward = command({
  name: 'incentives.nominateAward',
  needs: 'award.nominate',
  input: NominateAward,
  run: async (ctx, input) => {
    const program = await lockProgram(ctx, input.programId, 'nominate'),
      payeeId = decodeId('payee', input.payeeId),
      period = periodFrom(program.period, input.from),
      { currency } = program
    if (!period) throw invalid('from', `Choose the first day of a ${program.period}.`)
    const [payee] = await ctx.tx.select({ name: payees.name, isActive: payees.isActive }).from(payees).where(eq(payees.id, payeeId))
    if (!payee) throw notFound('payee')
    if (await isOwnPayee(ctx, payeeId)) throw new Refusal('forbidden', 'You cannot nominate yourself.')
    const version = await versionOn(ctx, program.id, period.to),
      rule = version && ruleOf(version)
    if (!version || rule?.pay.kind !== 'nomination') throw conflict(`${program.number} does not pay by nomination in that ${program.period}.`)
    if (!(await takesPart(ctx, version, payeeId, period)))
      throw invalid('payeeId', `${payee.name} does not take part in ${program.number}. Choose somebody who does.`)
    const { minor } = parseMoneyField('amount', input.amount, currency),
      least = BigInt(rule.pay.least),
      most = BigInt(rule.pay.most)
    if (minor < least || minor > most) throw invalid('amount', `The rule allows ${moneyText(money(least, currency))} to ${moneyText(money(most, currency))}.`)
    if (!input.proof) throw invalid('proof', 'Attach a proof: a photo, a PDF or a text file, up to 10 MB.')
    const kind = proofKindOf(input.proof.bytes)
    if (!kind) throw invalid('proof', 'Attach a JPEG, PNG, PDF or plain text file; the type is judged by its content.')
    const file = await storeFile(ctx, { name: input.proof.name, contentType: kind, purpose: 'award proof', body: input.proof.bytes })
    const steps = new StepList()
    steps.add(
      `Nominated for ${moneyText(money(minor, currency))}; the rule allows ${moneyText(money(least, currency))} to ${moneyText(money(most, currency))}`,
      minor,
    )
    const derivation = writeDerivation({
      version: 2,
      kind: 'nomination',
      program: encodeId('program', program.id),
      payee: encodeId('payee', payeeId),
      rule: { version: version.version, digest: version.digest },
      period: { from: period.from, to: period.to },
      currency,
      records: [],
      steps: [...steps.all],
      amount: minor.toString(),
      reason: input.reason,
    })
    const [row] = await ctx.tx
      .insert(awards)
      .values({
        number: await ctx.number('award'),
        programId: program.id,
        ruleVersionId: version.id,
        payeeId,
        kind: 'nomination',
        state: 'nominated',
        periodFrom: period.from,
        periodTo: period.to,
        amountMinor: minor,
        currency,
        derivation: derivation.text,
        derivationDigest: derivation.digest,
        reason: input.reason,
        proofFileId: file.id,
        nominatedBy: ctx.actor.memberId,
      })
      .returning()
    assert(row, 'the nomination')
    const left = await balanceOf(ctx, { kind: 'budget', currency, programId: program.id })
    try {
      await post(ctx, {
        kind: 'award.held',
        memo: `${row.number} takes its amount from the budget`,
        subject: { kind: 'award', id: row.id },
        lines: [
          { place: { kind: 'award_hold', currency, programId: program.id }, minor },
          { place: { kind: 'budget', currency, programId: program.id }, minor: -minor },
        ],
      })
    } catch (error) {
      await budgetRefusal(ctx, error, program, minor, left)
    }
    ctx.record(
      awardNominated,
      row.id,
      { number: row.number, amount: moneyText(money(minor, currency)), payee: encodeId('payee', payeeId), proof: file.digest },
      { payee: payee.name, reason: input.reason },
    )
    return { id: encodeId('award', row.id), number: row.number }
  },
})
/** Declines computed or nominated awards with a reason; their amounts go back to the budget. */
export const declineAwards = command({
  name: 'incentives.declineAwards',
  needs: 'award.confirm',
  input: DeclineAwards,
  run: async (ctx, { awardIds, reason }) => {
    const rows = await openAwards(ctx, { awardIds })
    for (const row of rows) await withdraw(ctx, row, reason)
    return { declined: rows.length }
  },
})
