import { listBatches } from '../incentives/list-batches.ts'
import { listLedgerAccounts } from '../incentives/list-ledger-accounts.ts'
import { listPayees, showPayee } from '../incentives/list-payees.ts'
import { addPayee, changePayee } from '../incentives/change-payee.ts'
import { listPrograms, showProgram } from '../incentives/read-programs.ts'
import { listStatements } from '../incentives/list-statements.ts'
import { listWork, showWork } from '../incentives/list-work.ts'
import { correctWork, recordWork } from '../incentives/record-work.ts'
import { showBatch } from '../incentives/show-batch.ts'
import { showOwnKey } from '../tenancy/keys/own-key.ts'
import { act, list, show, type Call } from './call.ts'
import { companyCalls } from './company-calls.ts'
import { deskCalls } from './desk-calls.ts'
import { moneyCalls } from './money-calls.ts'
import * as resources from './resources.ts'
import { instantOf, moneyOf, moneyOrNull } from './resources.ts'

type Rows<O extends { invoke(caller: never, input: never): Promise<{ readonly rows: readonly unknown[] }> }> = Awaited<ReturnType<O['invoke']>>['rows'][number]
type Value<O extends { invoke(caller: never, input: never): Promise<unknown> }> = Awaited<ReturnType<O['invoke']>>
const workOf = (row: Rows<typeof listWork> | Value<typeof showWork>) => ({
  id: row.id,
  number: row.number,
  key: row.key,
  kind: row.kind,
  state: row.state,
  payee: row.payee ?? null,
  crew: row.crew ?? null,
  openedAt: instantOf(row.openedAt),
  closedAt: instantOf(row.closedAt),
  quantity: row.quantity ?? null,
  value: moneyOrNull(row.value),
  revision: row.revision,
  recordedAt: row.recordedAt.toISOString(),
})
const figuresOf = (f: Rows<typeof listPrograms>['figures']) =>
  f ? { budget: moneyOf(f.budget), computed: moneyOf(f.computed), confirmed: moneyOf(f.confirmed), paid: moneyOf(f.paid) } : null
const batchOf = (row: Rows<typeof listBatches> | Value<typeof showBatch>) => ({
  id: row.id,
  number: row.number,
  state: row.state,
  rail: row.rail,
  payouts: row.payoutCount,
  total: moneyOf(row.total),
  valueOn: row.valueOn,
  madeAt: row.madeAt.toISOString(),
  releasedAt: instantOf(row.releasedAt),
})

/** Everything that programs can ask, in the order in which the document lists it. */
export const calls: readonly Call[] = [
  list(
    'listWorkRecords',
    listWork,
    { path: '/work-records', group: 'Work', summary: 'Lists work records, the newest first', detail: 'As they stand; superseded ones by `state=superseded`.' },
    resources.WorkRecord,
    workOf,
  ),
  show(
    'showWorkRecord',
    showWork,
    {
      path: '/work-records/{id}',
      group: 'Work',
      summary: 'Shows a work record with its revisions and the awards that counted it',
      detail: 'Awards are listed where the key may see awards.',
    },
    resources.WorkRecordDetail,
    (value) => ({
      ...workOf(value),
      digest: value.digest,
      fields: value.fields.map(([name, text]) => ({ name, value: text })),
      newest: value.newest ?? null,
      revisions: value.revisions.map((r) => ({
        id: r.id,
        number: r.number,
        revision: r.revision,
        recordedAt: r.at.toISOString(),
        reason: r.reason,
        digest: r.digest,
      })),
      awards: value.awards.map((a) => ({ id: a.id, number: a.number, state: a.state, amount: moneyOf(a.amount) })),
    }),
  ),
  act(
    'recordWork',
    recordWork,
    {
      path: '/work-records',
      group: 'Work',
      summary: 'Records work',
      detail:
        'The `key` is the work’s own in the system that it comes from: the same key twice is refused, because it would earn twice. Times without an offset are in the company’s zone.',
    },
    resources.Made,
    ({ id, number }) => ({ id, number }),
  ),
  act(
    'correctWork',
    correctWork,
    {
      path: '/work-records/{id}/corrections',
      by: 'recordId',
      group: 'Work',
      summary: 'Corrects a work record by a new one that supersedes it',
      detail: 'Every fact is sent anew, the unchanged ones too. Periods that were computed are computed again.',
    },
    resources.Made,
    ({ id, number }) => ({ id, number }),
  ),

  ...deskCalls.filter((call) => call.group === 'Work'),

  list('listPayees', listPayees, { path: '/payees', group: 'Payees', summary: 'Lists payees by name' }, resources.Payee, (row) => ({
    id: row.id,
    number: row.number,
    name: row.name,
    key: row.key,
    state: row.state,
    bankDetail: row.account ?? null,
    owed: row.owed.map(moneyOf),
  })),
  show('showPayee', showPayee, { path: '/payees/{id}', group: 'Payees', summary: 'Shows a payee' }, resources.PayeeDetail, (value) => ({
    id: value.id,
    number: value.number,
    name: value.name,
    key: value.key,
    state: value.state,
    isActive: value.isActive,
    updatedAt: value.updatedAt.toISOString(),
    owed: value.owed.map(moneyOf),
    bankDetail: value.bank?.masked ?? null,
    crews: value.crews.map(({ id, name }) => ({ id, name })),
  })),
  act(
    'addPayee',
    addPayee,
    {
      path: '/payees',
      group: 'Payees',
      summary: 'Adds a payee',
      detail: 'Which member a payee is decides about whose money nobody decides alone: people link them in the product.',
      left: ['memberId'],
    },
    resources.Made,
    ({ id, number }) => ({ id, number }),
  ),
  act(
    'changePayee',
    changePayee,
    {
      method: 'put',
      status: 200,
      path: '/payees/{id}',
      by: 'payeeId',
      group: 'Payees',
      summary: 'Changes a payee’s name, address and whether it is paid',
      detail: 'Every field is sent; an address that is left out is removed.',
    },
    resources.Changed,
    ({ id }) => ({ id }),
  ),

  list(
    'listPrograms',
    listPrograms,
    {
      path: '/programs',
      group: 'Programs and awards',
      summary: 'Lists programs with the rule in force',
      detail: 'Figures are there where the key may see all awards.',
    },
    resources.Program,
    (row) => ({
      id: row.id,
      number: row.number,
      name: row.name,
      state: row.state,
      period: row.period,
      currency: row.currency,
      version: row.version ?? null,
      rule: row.sentence,
      figures: figuresOf(row.figures),
    }),
  ),
  show(
    'showProgram',
    showProgram,
    { path: '/programs/{id}', group: 'Programs and awards', summary: 'Shows a program with its rule versions' },
    resources.ProgramDetail,
    (value) => ({
      id: value.id,
      number: value.number,
      name: value.name,
      state: value.state,
      period: value.period,
      currency: value.currency,
      confirmation: value.confirmation,
      minimum: moneyOf(value.minimum),
      startsOn: value.startsOn,
      endsOn: value.endsOn,
      isForEveryone: value.audienceIsAll,
      figures: figuresOf(value.figures),
      versions: value.versions.map((v) => ({
        version: v.version,
        state: v.state,
        effectiveOn: v.effectiveOn,
        digest: v.digest,
        rule: v.pieces.map((sentence) => sentence.map((piece) => piece.text).join('')).join(' '),
        isCurrent: v.isCurrent,
      })),
    }),
  ),
  ...moneyCalls,
  ...deskCalls.filter((call) => call.group !== 'Work'),
  list('listBatches', listBatches, { path: '/batches', group: 'Payouts', summary: 'Lists batches, the newest first' }, resources.Batch, batchOf),
  show(
    'showBatch',
    showBatch,
    { path: '/batches/{id}', by: 'batchId', group: 'Payouts', summary: 'Shows a batch: its file and what the bank made of it so far' },
    resources.BatchDetail,
    (value) => ({
      ...batchOf(value),
      settledAt: instantOf(value.settledAt),
      file: value.file ? { name: value.file.name, size: value.file.size, digest: value.file.digest } : null,
      parts: value.parts.map((part) => ({ state: part.state, payouts: part.count, amount: moneyOf(part.amount) })),
    }),
  ),
  list('listStatements', listStatements, { path: '/statements', group: 'Books', summary: 'Lists imported bank statements' }, resources.Statement, (row) => ({
    id: row.id,
    number: row.number,
    kind: row.kind,
    lines: row.lineCount,
    explained: row.matchedCount,
    closing: moneyOrNull(row.closing),
    importedAt: row.importedAt.toISOString(),
  })),
  list(
    'listLedgerAccounts',
    listLedgerAccounts,
    { path: '/ledger-accounts', group: 'Books', summary: 'Lists ledger accounts with their balances' },
    resources.LedgerAccount,
    (row) => ({ id: row.id, number: row.number, kind: row.kind, name: row.name, balance: moneyOf(row.balance) }),
  ),
  show(
    'showKey',
    showOwnKey,
    {
      path: '/key',
      group: 'Company',
      summary: 'Shows the key that asks',
      detail: 'What it may, for whom, from where and until when; the way to find out whether a key works.',
    },
    resources.Key,
    (value) => ({
      id: value.id,
      name: value.name,
      begins: value.hint,
      company: value.company,
      member: value.member,
      permissions: value.permissions,
      networks: value.networks,
      requestsPerMinute: value.requestsPerMinute,
      madeAt: value.madeAt.toISOString(),
      expiresAt: value.expiresAt.toISOString(),
      lastUsedAt: instantOf(value.lastUsedAt),
    }),
  ),
  ...companyCalls,
]
