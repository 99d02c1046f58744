import { Refusal } from '../../kernel/refusal.ts'
import { statusCodes } from './data/iso-codes.ts'
import type { AppliedReport, BankView, PaymentView, Reason, StatusReport } from './port.ts'
import { readReason } from './read-camt.ts'
import { at, child, children, readXml, textAt, type XmlElement } from './read-xml.ts'

const known = /^urn:iso:std:iso:20022:tech:xsd:(pain\.002\.001\.(?:03|10|11|14))$/

/** A bank's report about one of our files (pain.002, versions 3, 10, 11 and 14). Lenient: what is missing stays undefined. */
export function readStatusReport(bytes: Uint8Array): StatusReport {
  const { namespace, root, warnings } = readXml(bytes)
  const version = known.exec(namespace)?.[1]
  if (version === undefined) {
    throw new Refusal(
      'invalid',
      `“${namespace.slice(0, 80) || 'no namespace'}” is not a status report that is read here; pain.002 in versions 03, 10, 11 and 14 is.`,
    )
  }
  const report = child(root, 'CstmrPmtStsRpt')
  const group = child(report, 'OrgnlGrpInfAndSts')
  const originalMessageId = textAt(group, 'OrgnlMsgId')
  if (originalMessageId === undefined) throw new Refusal('invalid', 'The status report does not say which file it is about. Ask the bank.')
  const found = [...warnings]
  const blocks = children(report, 'OrgnlPmtInfAndSts').map((block) => ({
    blockId: textAt(block, 'OrgnlPmtInfId') ?? '',
    status: textAt(block, 'PmtInfSts'),
    reasons: reasonsOf(block),
    transactions: children(block, 'TxInfAndSts').map((payment) => ({
      endToEndId: textAt(payment, 'OrgnlEndToEndId'),
      instructionId: textAt(payment, 'OrgnlInstrId'),
      uetr: textAt(payment, 'OrgnlUETR')?.toLowerCase(),
      status: textAt(payment, 'TxSts'),
      reasons: reasonsOf(payment),
    })),
  }))
  const status = textAt(group, 'GrpSts')
  for (const code of [status, ...blocks.flatMap((b) => [b.status, ...b.transactions.map((t) => t.status)])]) {
    if (code !== undefined && !Object.hasOwn(statusCodes, code)) found.push(`The status ${code.slice(0, 10)} is not in the list; it is taken as pending.`)
  }
  return {
    version,
    messageId: textAt(at(report, 'GrpHdr'), 'MsgId') ?? '',
    originalMessageId,
    status,
    reasons: reasonsOf(group),
    blocks,
    warnings: [...new Set(found)],
  }
}

const reasonsOf = (element: XmlElement | undefined): Reason[] =>
  children(element, 'StsRsnInf').map((info) =>
    readReason(
      textAt(info, 'Rsn/Cd') ?? textAt(info, 'Rsn/Prtry'),
      children(info, 'AddtlInf')
        .map((e) => e.text)
        .join(' ') || undefined,
    ),
  )

/** Lays a report over the payments of the file it is about. The nearest word counts: the payment's own, else its block's, else the file's. */
export function applyStatusReport(
  report: StatusReport,
  sent: readonly { readonly reference: string; readonly blockId?: string | undefined; readonly uetr?: string | undefined }[],
): AppliedReport {
  const payments = new Map<string, PaymentView>()
  const byUetr = new Map(sent.flatMap((p) => (p.uetr === undefined ? [] : [[p.uetr, p.reference] as const])))
  const own = new Map<string, PaymentView>()
  const unknown: string[] = []
  const ours = new Set(sent.map((p) => p.reference))
  for (const transaction of report.blocks.flatMap((b) => b.transactions)) {
    const reference = transaction.endToEndId !== undefined && ours.has(transaction.endToEndId) ? transaction.endToEndId : byUetr.get(transaction.uetr ?? '')
    if (reference === undefined) unknown.push(transaction.endToEndId ?? transaction.uetr ?? transaction.instructionId ?? '(unnamed)')
    else if (transaction.status !== undefined)
      own.set(reference, { view: viewOf(transaction.status), status: transaction.status, reasons: transaction.reasons })
  }
  const blocks = new Map(report.blocks.map((b) => [b.blockId, b]))
  for (const { reference, blockId } of sent) {
    const block = blocks.get(blockId ?? '')
    const near = own.get(reference) ?? inherited(block?.status, block?.reasons) ?? inherited(report.status, report.reasons)
    payments.set(reference, near ?? { view: 'pending', status: undefined, reasons: [] })
  }
  const views = new Set([...payments.values()].map((p) => p.view))
  const refused = views.has('rejected') || views.has('cancelled')
  const file =
    report.status === 'RJCT' || (refused && views.size === 1 && views.has('rejected'))
      ? 'rejected'
      : report.status === 'PART' || refused
        ? 'partly accepted'
        : views.has('pending') || views.has('held')
          ? 'pending'
          : 'accepted'
  const duplicate = [...report.reasons, ...report.blocks.flatMap((b) => b.reasons)].some((r) => /^(DUPL|AM05|DU0\d)$/.test(r.code))
  return { file, payments, duplicate, unknown }
}
function viewOf(status: string): BankView {
  const view = Object.hasOwn(statusCodes, status) ? statusCodes[status]?.view : undefined
  return view === undefined || view === 'each' ? 'pending' : view
}
/** `PART` says nothing about a payment that is not named. */
function inherited(status: string | undefined, reasons: readonly Reason[] | undefined): PaymentView | undefined {
  return status === undefined || status === 'PART' ? undefined : { view: viewOf(status), status, reasons: reasons ?? [] }
}
