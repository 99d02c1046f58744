import { z } from 'zod'
import { holdPayout } from '../incentives/decide-payouts.ts'
import { nominateAward } from '../incentives/nominate-award.ts'
import { raisePayout } from '../incentives/raise-payouts.ts'
import { listAwards, showAward } from '../incentives/read-awards.ts'
import { listPayouts } from '../incentives/list-payouts.ts'
import { showPayout } from '../incentives/show-payout.ts'
import { act, list, show, type Call } from './call.ts'
import * as resources from './resources.ts'
import { instantOf, moneyOf } from './resources.ts'

type Rows<O extends { invoke(caller: never, input: never): Promise<{ readonly rows: readonly unknown[] }> }> = Awaited<ReturnType<O['invoke']>>['rows'][number]
type Value<O extends { invoke(caller: never, input: never): Promise<unknown> }> = Awaited<ReturnType<O['invoke']>>
const stepOf = (s: { readonly text: string; readonly result: string; readonly unit: string }) => ({ text: s.text, result: s.result, unit: s.unit })
const recordOf = (r: {
  readonly id: string
  readonly number: string
  readonly key: string
  readonly kind: string
  readonly countedAt: Date | null
  readonly digest: string
}) => ({ id: r.id, number: r.number, key: r.key, kind: r.kind, countedAt: instantOf(r.countedAt), digest: r.digest })
const awardOf = (row: Rows<typeof listAwards> | Value<typeof showAward>) => ({
  id: row.id,
  number: row.number,
  kind: row.kind,
  state: row.state,
  amount: moneyOf(row.amount),
  payee: row.payee,
  program: row.program,
  period: row.period,
  reason: row.reason,
})
const payoutOf = (row: Rows<typeof listPayouts> | Value<typeof showPayout>) => ({
  id: row.id,
  number: row.number,
  state: row.state,
  amount: moneyOf(row.amount),
  payee: row.payee,
  rail: row.rail,
  raisedAt: row.raisedAt.toISOString(),
  approvalsNeeded: row.approvalsNeeded,
  holdReason: row.holdReason,
})

/** A file of so many characters of base64 is well within the body of a request. */
const proofCharactersMax = 900_000
const proof = z
  .strictObject({
    name: z.string().max(200),
    content: z.base64('Send the file as base64.').max(proofCharactersMax, 'A proof sent by a program has at most 650 kB.'),
  })
  .describe('A JPEG, PNG, PDF or plain text file; its type is judged by its content.')

export const moneyCalls: readonly Call[] = [
  list('listAwards', listAwards, { path: '/awards', group: 'Programs and awards', summary: 'Lists awards, the newest first' }, resources.Award, awardOf),
  show(
    'showAward',
    showAward,
    { path: '/awards/{id}', group: 'Programs and awards', summary: 'Shows an award with its arithmetic, step by step, and the work that it counted' },
    resources.AwardDetail,
    (value) => ({
      ...awardOf(value),
      from: value.from,
      to: value.to,
      derivationDigest: value.digest,
      derivationHolds: value.digestHolds,
      steps: value.steps.map(stepOf),
      records: value.records.map(recordOf),
      payouts: value.payouts.map(({ id, number, state, isVoid }) => ({ id, number, state, isVoid })),
      madeAt: value.createdAt.toISOString(),
    }),
  ),
  act(
    'nominateAward',
    nominateAward,
    {
      path: '/awards',
      group: 'Programs and awards',
      summary: 'Nominates a payee for an award, with a proof',
      detail: 'Somebody else confirms it in the product.',
      sent: { proof },
      input: (body) => {
        const { name, content } = body['proof'] as z.output<typeof proof>
        return { ...body, proof: { name, type: '', bytes: new Uint8Array(Buffer.from(content, 'base64')) } }
      },
    },
    resources.Made,
    ({ id, number }) => ({ id, number }),
  ),
  list('listPayouts', listPayouts, { path: '/payouts', group: 'Payouts', summary: 'Lists payouts, the newest first' }, resources.Payout, (row) => ({
    ...payoutOf(row),
    approvals: row.approvals,
    isInBatch: row.batched,
  })),
  show(
    'showPayout',
    showPayout,
    { path: '/payouts/{id}', group: 'Payouts', summary: 'Shows a payout with its trail: from the work that earned it to the bank line that settled it' },
    resources.PayoutDetail,
    (value) => ({
      ...payoutOf(value),
      raisedBy: value.raisedBy,
      note: value.note,
      endToEndId: value.endToEndId,
      releasedAt: instantOf(value.releasedAt),
      settledAt: instantOf(value.settledAt),
      returnedAt: instantOf(value.returnedAt),
      returnReason: value.returnReason,
      bankDetail: value.bankDetail.masked ?? null,
      approvals: value.approvals.map((a) => ({ decision: a.decision, by: a.by, role: a.role, withFactor: a.withFactor, at: new Date(a.at).toISOString() })),
      lines: value.lines.map((l) => ({
        kind: l.kind,
        amount: moneyOf(l.amount),
        isVoid: l.isVoid,
        award: l.award ? { id: l.award.id, number: l.award.number } : null,
        program: l.program ? { id: l.program.id, name: l.program.name } : null,
        recordCount: l.recordCount,
        steps: (l.award?.steps ?? []).map(stepOf),
        records: l.records.map(recordOf),
      })),
      ledger: value.ledger.map((l) => ({
        entry: { id: l.entry.id, number: l.entry.number },
        kind: l.entry.kind,
        memo: l.entry.memo,
        account: l.account,
        amount: moneyOf(l.amount),
        at: new Date(l.entry.at).toISOString(),
      })),
      batch: value.bank.batch
        ? {
            id: value.bank.batch.id,
            number: value.bank.batch.number,
            state: value.bank.batch.state,
            valueOn: value.bank.batch.valueOn,
            fileDigest: value.bank.batch.fileDigest,
          }
        : null,
      bankLines: value.bank.lines.map((l) => ({
        id: l.id,
        bookedOn: l.bookedOn,
        direction: l.direction,
        amount: moneyOf(l.amount),
        isWholeBatch: l.isWholeBatch,
        statement: { id: l.statement.id, number: l.statement.number },
      })),
    }),
  ),
  act(
    'raisePayout',
    raisePayout,
    {
      path: '/payouts',
      group: 'Payouts',
      summary: 'Raises a payout of everything confirmed that one payee is owed in one currency',
      detail: 'Raised by the key’s maker, who therefore does not approve it. People approve and release it in the product.',
      left: ['idempotencyKey'],
      input: (body, key) => ({ ...body, idempotencyKey: key }),
    },
    resources.RaisedPayout,
    ({ id, number, state }) => ({ id, number, state }),
  ),
  act(
    'holdPayout',
    holdPayout,
    { status: 200, path: '/payouts/{id}/hold', by: 'payoutId', group: 'Payouts', summary: 'Stops a payout before it leaves', detail: 'People let it go on.' },
    resources.HeldPayout,
    ({ id }) => ({ id }),
  ),
]
