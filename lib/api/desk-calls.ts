import { addItem, changeItem } from '../incentives/change-catalogue.ts'
import { cancelImport, startImport } from '../incentives/check-import.ts'
import { decideDispute } from '../incentives/decide-dispute.ts'
import { listCatalogue, showItem } from '../incentives/list-catalogue.ts'
import { listDisputes } from '../incentives/list-disputes.ts'
import { showDispute } from '../incentives/show-dispute.ts'
import { listImports, listRefusals, showImport } from '../incentives/show-import.ts'
import { act, list, show, type Call } from './call.ts'
import * as resources from './resources.ts'
import { instantOf, moneyOf } from './resources.ts'

type Rows<O extends { invoke(caller: never, input: never): Promise<{ readonly rows: readonly unknown[] }> }> = Awaited<ReturnType<O['invoke']>>['rows'][number]
type Value<O extends { invoke(caller: never, input: never): Promise<unknown> }> = Awaited<ReturnType<O['invoke']>>
const itemOf = (item: Rows<typeof listCatalogue>) => ({
  id: item.id,
  number: item.number,
  name: item.name,
  description: item.description,
  price: moneyOf(item.price),
  stock: item.stock,
  limitPerPayee: item.limitPerPayee,
  state: item.state,
  updatedAt: item.updatedAt.toISOString(),
})
const disputeOf = (row: Rows<typeof listDisputes> | Value<typeof showDispute>) => ({
  id: row.id,
  number: row.number,
  state: row.state,
  line: row.line,
  reason: row.reason,
  dueOn: row.dueOn,
  openedAt: row.at.toISOString(),
  decidedAt: instantOf(row.decidedAt),
  answer: row.outcome,
  payee: row.payee,
  award: { id: row.award.id, number: row.award.number, amount: moneyOf(row.award.amount) },
})

/** What comes in by file, what is offered for a balance, and what payees say is wrong. */
export const deskCalls: readonly Call[] = [
  list('listImports', listImports, { path: '/imports', group: 'Work', summary: 'Lists imports of files, the newest first' }, resources.Import, (row) => ({
    id: row.id,
    number: row.number,
    fileName: row.fileName,
    state: row.state,
    rows: row.rows,
    new: row.fresh,
    unchanged: row.same,
    corrections: row.superseding,
    refused: row.refused,
    by: row.by,
    startedAt: row.at.toISOString(),
    mapping: row.mapping === '' ? null : row.mapping,
  })),
  show(
    'showImport',
    showImport,
    { path: '/imports/{id}', group: 'Work', summary: 'Shows an import: how far it is and what was refused' },
    resources.ImportDetail,
    (value) => ({
      id: value.id,
      number: value.number,
      fileName: value.fileName,
      state: value.state,
      rows: value.tally.rows,
      new: value.tally.new,
      unchanged: value.tally.same,
      corrections: value.tally.superseding,
      refused: value.tally.refused,
      by: value.startedBy,
      startedAt: value.startedAt.toISOString(),
      finishedAt: instantOf(value.finishedAt),
      digest: value.digest,
      size: value.size,
      failure: value.failure,
      mapping: value.mapping ? { id: value.mapping.id, name: value.mapping.name, version: value.mapping.version } : null,
      rowsTotal: value.progress.total,
      refusedFor: value.refusals.groups.map(({ code, name, count }) => ({ code, reason: name, rows: count })),
    }),
  ),
  list(
    'listImportRefusals',
    listRefusals,
    { path: '/imports/{id}/refusals', by: 'id', group: 'Work', summary: 'Lists the rows that an import refused, in the order of the file' },
    resources.Refusal,
    (row) => ({ line: row.line, column: row.column, reason: row.reason, code: row.code, written: row.written }),
  ),
  act(
    'startImport',
    startImport,
    {
      path: '/imports/{id}/start',
      by: 'importId',
      status: 200,
      group: 'Work',
      summary: 'Imports what the dry run found good',
      detail: 'A person brings the file and says what its columns mean; the dry run has to be done.',
    },
    resources.Made,
    ({ id, number }) => ({ id, number }),
  ),
  act(
    'cancelImport',
    cancelImport,
    { path: '/imports/{id}/cancel', by: 'importId', status: 200, group: 'Work', summary: 'Stops an import', detail: 'Rows that came in stay.' },
    resources.Made,
    ({ id, number }) => ({ id, number }),
  ),

  list(
    'listCatalogueItems',
    listCatalogue,
    { path: '/catalogue-items', group: 'Catalogue', summary: 'Lists what a balance can be redeemed for', detail: 'Withdrawn items included.' },
    resources.CatalogueItem,
    itemOf,
  ),
  show(
    'showCatalogueItem',
    showItem,
    { path: '/catalogue-items/{id}', group: 'Catalogue', summary: 'Shows an item of the catalogue' },
    resources.CatalogueItem,
    (value) => itemOf(value.item),
  ),
  act(
    'addCatalogueItem',
    addItem,
    { path: '/catalogue-items', group: 'Catalogue', summary: 'Adds an item to the catalogue' },
    resources.Made,
    ({ id, number }) => ({ id, number }),
  ),
  act(
    'changeCatalogueItem',
    changeItem,
    {
      method: 'put',
      status: 200,
      path: '/catalogue-items/{id}',
      by: 'id',
      group: 'Catalogue',
      summary: 'Changes an item for redemptions to come',
      detail:
        'Every field is sent; a stock that is left out is without limit. With `stockBefore`, the stock that was read, it is refused when somebody redeemed meanwhile.',
    },
    resources.Made,
    ({ id, number }) => ({ id, number }),
  ),

  list('listDisputes', listDisputes, { path: '/disputes', group: 'Disputes', summary: 'Lists disputes, the newest first' }, resources.Dispute, (row) => ({
    ...disputeOf(row),
    program: row.program,
  })),
  show(
    'showDispute',
    showDispute,
    { path: '/disputes/{id}', group: 'Disputes', summary: 'Shows a dispute beside the award and the record that it is about' },
    resources.DisputeDetail,
    (value) => ({
      ...disputeOf(value),
      program: value.program,
      openedBy: value.openedBy,
      decidedBy: value.decidedBy ?? null,
      record: value.record ? { ...value.record, countedAt: instantOf(value.record.countedAt) } : null,
      corrections: value.corrections.map((one) => ({
        id: one.id,
        number: one.number,
        amount: moneyOf(one.amount),
        reason: one.reason,
        isAnswer: one.isAnswer,
      })),
    }),
  ),
  act(
    'decideDispute',
    decideDispute,
    {
      path: '/disputes/{id}/answer',
      by: 'id',
      status: 200,
      group: 'Disputes',
      summary: 'Answers a dispute',
      detail: 'The payee reads the sentence. A correction of the award is made by people.',
      left: ['amount'],
    },
    resources.DecidedDispute,
    ({ id, state }) => ({ id, state }),
  ),
]
