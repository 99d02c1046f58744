import { randomUUID } from 'node:crypto'
import type { RailName } from '../../db/schema/payouts.ts'
import type { Ctx } from '../access/ctx.ts'
import { violated } from '../access/passage.ts'
import { encodeId, newUuid, type Id } from '../kernel/id.ts'
import { money, moneyText } from '../kernel/money.ts'
import { conflict, Refusal } from '../kernel/refusal.ts'
import { policyOf } from '../tenancy/policy.ts'
import type { Line } from './collect-lines.ts'
import { accountAt } from './ledger.ts'
import type { BankDetailStanding } from './payout.ts'
import { payoutRaised } from './payout-events.ts'
import { takeAwards, writePayouts, type NewLine, type NewPayout } from './raise.sql.ts'

export interface RaisedPayout {
  readonly id: Id<'payout'>
  readonly number: string
  readonly state: string
}
export interface Draft {
  readonly payeeId: string
  readonly lines: readonly Line[]
  readonly minor: bigint
  readonly standing: BankDetailStanding
  readonly key: string
  readonly owedAccount: string
}
export interface Request {
  readonly key: string
  readonly digest: string
  readonly currency: string
  readonly rail: RailName
  readonly note?: string | undefined
  readonly reissues?: { readonly id: string; readonly number: string }
}

/** Writes payouts, their lines and their ledger entries, and records them; each exists exactly once per key, whatever crashes or repeats. */
export async function writeRaised(ctx: Ctx, drafts: readonly Draft[], request: Request, raisedAccount: string | null): Promise<RaisedPayout[]> {
  if (!ctx.actor.memberId) throw new Refusal('forbidden', 'A payout is raised by a person.')
  const { currency, rail, digest, note, reissues } = request,
    twoFrom = policyOf(ctx.settings.policy).twoFrom(currency).minor
  const rows = drafts.map((draft, i): NewPayout => {
    const { fault } = draft.standing
    return {
      n: i + 1,
      id: newUuid(ctx.now),
      payee_id: draft.payeeId,
      minor: draft.minor.toString(),
      state: fault ? 'held' : 'raised',
      bank_detail_id: draft.standing.id,
      needed: draft.minor >= twoFrom ? 2 : 1,
      key: draft.key,
      held_from: fault ? 'raised' : null,
      hold_reason: fault ?? null,
      uetr: randomUUID(),
      entry_id: newUuid(ctx.now),
      debit_id: newUuid(ctx.now),
      credit_id: newUuid(ctx.now),
      owed_account: draft.owedAccount,
    }
  })
  const lines = rows.flatMap((row, i) =>
    (drafts[i] as Draft).lines.map((line): NewLine => ({
      id: newUuid(ctx.now),
      payout_id: row.id,
      kind: line.kind,
      award_id: line.kind === 'award' ? line.sourceId : null,
      redemption_id: line.kind === 'redemption' ? line.sourceId : null,
      minor: line.minor.toString(),
    })),
  )
  const awardIds = lines.flatMap((line) => line.award_id ?? [])
  const account = raisedAccount ?? (await accountAt(ctx, { kind: 'payout_raised', currency }))
  // Awards first, counters behind them: whoever corrects an award holds it and then asks for a number.
  const [moved, last] = await Promise.all([
    takeAwards(ctx, awardIds),
    writePayouts(ctx, rows, lines, { currency, rail, digest, note: note ?? null, reissuesId: reissues?.id ?? null, raisedAccount: account }).catch(explain),
  ])
  if (moved !== awardIds.length) throw conflict('An award changed meanwhile. Nothing was raised; look again.')
  return rows.map((row, i) => {
    const draft = drafts[i] as Draft,
      number = `P-${String(last - rows.length + row.n).padStart(5, '0')}`
    ctx.record(
      payoutRaised,
      row.id,
      {
        number,
        amount: moneyText(money(draft.minor, currency)),
        payee: encodeId('payee', row.payee_id),
        awards: draft.lines.map((line) => line.number).slice(0, 200),
        end_to_end: number,
        approvals_needed: row.needed,
        ...(reissues ? { reissues: reissues.number } : {}),
        changes: [
          { field: 'state', before: '', after: row.state },
          ...(row.hold_reason === null ? [] : [{ field: 'hold', before: '', after: row.hold_reason }]),
        ],
      },
      { payee: draft.standing.name },
    )
    return { id: encodeId('payout', row.id), number, state: row.state }
  })
}
function explain(error: unknown): never {
  if (violated(error) === 'payouts_key') throw conflict('This form was used before for something else. Open it anew and try again.') // two forms with one key at the same moment
  throw error
}
