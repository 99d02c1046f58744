import { currencies } from '../../kernel/currencies.ts'
import { isDay, type Day } from '../../kernel/day.ts'
import { decimalText, money, type Money } from '../../kernel/money.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { ibanFits } from './check-pain001.ts'
import { reasonCodes } from './data/iso-codes.ts'
import { returnCodes } from './data/nacha-codes.ts'
import type { Balance, Direction, Reason, Statement, StatementDetail, StatementLine } from './port.ts'
import { at, below, child, children, readXml, textAt, type XmlElement } from './read-xml.ts'

const known = /^urn:iso:std:iso:20022:tech:xsd:(camt\.05[34])\.001\.(02|04|08)$/

/**
 * The statements of a camt.053 or camt.054 file, versions 2, 4 and 8. Lenient where banks are careless (sums, check digits, missing
 * parts become warnings, a line that cannot be used carries its problem); strict where a mistake would move money.
 */
export function readCamt(bytes: Uint8Array): Statement[] {
  const { namespace, root, warnings } = readXml(bytes)
  const [, format, version] = known.exec(namespace) ?? []
  if (format === undefined || version === undefined) {
    throw new Refusal(
      'invalid',
      `“${namespace.slice(0, 80) || 'no namespace'}” is not a statement that is read here; camt.053 and camt.054 in versions 02, 04 and 08 are.`,
    )
  }
  const message = child(root, format === 'camt.053' ? 'BkToCstmrStmt' : 'BkToCstmrDbtCdtNtfctn')
  const parts = children(message, format === 'camt.053' ? 'Stmt' : 'Ntfctn')
  if (parts.length === 0) throw new Refusal('invalid', 'The file holds no statement. Ask the bank for it again.')
  const messageId = textAt(message, 'GrpHdr/MsgId') ?? ''
  return parts.map((part) => readStatement(part, format as 'camt.053' | 'camt.054', `${format}.001.${version}`, messageId, warnings))
}

function readStatement(part: XmlElement, format: 'camt.053' | 'camt.054', version: string, messageId: string, fileWarnings: readonly string[]): Statement {
  const warnings = [...fileWarnings]
  const statementId = textAt(part, 'Id')
  if (statementId === undefined) warnings.push('The statement has no id; the id of the message stands in.')
  const balances = children(part, 'Bal').flatMap((balance) => readBalance(balance, warnings))
  const opening = balances.find((b) => b.kind === 'OPBD') ?? balances.find((b) => b.kind === 'PRCD')
  const closing = balances.findLast((b) => b.kind === 'CLBD')
  const lines = children(part, 'Ntry').map((entry, i) => readLine(entry, i + 1, warnings))
  checkBalance(opening, closing, lines, warnings)
  for (const iban of new Set(below(part, 'IBAN').map((e) => e.text)))
    if (!ibanFits(iban)) warnings.push(`The check digits of the IBAN ${iban.slice(0, 34)} do not fit.`)
  return {
    format,
    version,
    messageId,
    statementId: statementId ?? messageId,
    sequence: textAt(part, 'ElctrncSeqNb') ?? textAt(part, 'LglSeqNb'),
    createdAt: textAt(part, 'CreDtTm'),
    account: {
      iban: textAt(part, 'Acct/Id/IBAN'),
      number: textAt(part, 'Acct/Id/Othr/Id'),
      currency: textAt(part, 'Acct/Ccy') ?? opening?.amount.currency ?? closing?.amount.currency,
      bic: textAt(part, 'Acct/Svcr/FinInstnId/BICFI') ?? textAt(part, 'Acct/Svcr/FinInstnId/BIC'),
    },
    opening,
    closing,
    lines,
    warnings,
  }
}

/** A decimal text in minor units. Zeros behind the currency's decimals are harmless; anything else there is not ours to round. */
export function readAmount(text: string, currency: string): { amount: Money } | { problem: string } {
  const decimals = currencies.get(currency)
  if (decimals === undefined)
    return { problem: `“${currency.slice(0, 10)}” is not a currency in use, so the amount ${text.slice(0, 30)} cannot be booked. Ask the bank.` }
  const match = /^(\d{1,15})(?:\.(\d*))?$/.exec(text)
  if (!match) return { problem: `“${text.slice(0, 30)}” is not an amount. Ask the bank for the file again.` }
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  if (fraction.length > decimals) return { problem: `${text} has more decimals than ${currency} (${decimals}), so it cannot be booked. Ask the bank.` }
  return { amount: money(BigInt((match[1] as string) + fraction.padEnd(decimals, '0')), currency) }
}
function amountOf(element: XmlElement | undefined): Money | undefined {
  if (!element) return undefined
  const read = readAmount(element.text, element.attributes.get('Ccy') ?? '')
  return 'amount' in read ? read.amount : undefined
}
const directionOf = (element: XmlElement | undefined): Direction | undefined => ({ CRDT: 'credit', DBIT: 'debit' } as const)[textAt(element, 'CdtDbtInd') ?? '']
const dayAt = (element: XmlElement, path: string): Day | undefined => {
  const text = (textAt(element, `${path}/Dt`) ?? textAt(element, `${path}/DtTm`))?.slice(0, 10)
  return text !== undefined && isDay(text) ? text : undefined
}

function readBalance(balance: XmlElement, warnings: string[]): Balance[] {
  const amount = amountOf(child(balance, 'Amt'))
  const kind = textAt(balance, 'Tp/CdOrPrtry/Cd') ?? textAt(balance, 'Tp/CdOrPrtry/Prtry') ?? ''
  if (!amount) {
    warnings.push(`A balance (${kind || 'unnamed'}) cannot be read.`)
    return []
  }
  const sign = directionOf(balance) === 'debit' ? -1n : 1n
  return [{ amount: money(sign * amount.minor, amount.currency), day: dayAt(balance, 'Dt'), kind }]
}

function checkBalance(opening: Balance | undefined, closing: Balance | undefined, lines: readonly StatementLine[], warnings: string[]): void {
  if (!opening || !closing) return
  const currency = opening.amount.currency
  let minor = opening.amount.minor
  for (const { status, amount, direction, position } of lines) {
    if (status !== 'booked' || !amount) continue
    if (amount.currency !== currency) {
      warnings.push(`Line ${position} is in ${amount.currency}, the account in ${currency}; it is left out of the balance.`)
      continue
    }
    minor += direction === 'credit' ? amount.minor : -amount.minor
  }
  if (closing.amount.currency !== currency || minor !== closing.amount.minor) {
    const moved = money(minor - opening.amount.minor, currency)
    warnings.push(`Opening ${decimalText(opening.amount)} plus lines ${decimalText(moved)} is not closing ${decimalText(closing.amount)} ${currency}.`)
  }
}

const statuses = { BOOK: 'booked', PDNG: 'pending', INFO: 'information', FUTR: 'future' } as const

function readLine(entry: XmlElement, position: number, warnings: string[]): StatementLine {
  const amountElement = child(entry, 'Amt')
  const amountText = amountElement?.text ?? '',
    currency = amountElement?.attributes.get('Ccy') ?? ''
  const read = readAmount(amountText, currency)
  const direction = directionOf(entry)
  const code = textAt(entry, 'Sts/Cd') ?? textAt(entry, 'Sts') ?? ''
  const status = (statuses as Readonly<Record<string, StatementLine['status']>>)[code]
  const problem = 'problem' in read ? read.problem : direction === undefined ? 'The line does not say whether money came or went. Ask the bank.' : undefined
  if (status === undefined) warnings.push(`Line ${position} has no status that is known (“${code.slice(0, 10)}”); it settles nothing.`)
  if (problem !== undefined) warnings.push(`Line ${position}: ${problem}`)
  const batchElement = at(entry, 'NtryDtls/Btch')
  const amount = 'amount' in read ? read.amount : undefined
  const details = children(entry, 'NtryDtls').flatMap((d) => children(d, 'TxDtls'))
  const kind = kindOf(entry)
  const readDetails = details.map((detail) => readDetail(detail, direction ?? 'debit', details.length === 1 ? amount : undefined, kind))
  const count = textAt(batchElement, 'NbOfTxs')
  if (count !== undefined && details.length > 0 && Number(count) !== details.length)
    warnings.push(`Line ${position} says ${count} payments and lists ${details.length}.`)
  return {
    position,
    entryReference: textAt(entry, 'NtryRef'),
    bankReference: textAt(entry, 'AcctSvcrRef'),
    status: status ?? 'information',
    bookedOn: dayAt(entry, 'BookgDt'),
    valueOn: dayAt(entry, 'ValDt'),
    amount: problem === undefined ? amount : undefined,
    amountText,
    currency,
    direction: direction ?? 'debit',
    reversal: textAt(entry, 'RvslInd') === 'true',
    kind,
    batch: batchElement && {
      blockId: textAt(batchElement, 'PmtInfId'),
      messageId: textAt(batchElement, 'MsgId'),
      count: count === undefined ? undefined : Number(count),
      total: amountOf(child(batchElement, 'TtlAmt')),
    },
    details: readDetails,
    charges: chargesOf(entry),
    note: textAt(entry, 'AddtlNtryInf'),
    problem,
  }
}

/** `PMNT-ICDT-ESCT` from the ISO code, otherwise the bank's own. */
function kindOf(element: XmlElement): string | undefined {
  const domain = at(element, 'BkTxCd/Domn')
  const codes = [textAt(domain, 'Cd'), textAt(domain, 'Fmly/Cd'), textAt(domain, 'Fmly/SubFmlyCd')].filter((c) => c !== undefined)
  return codes.length > 0 ? codes.join('-') : textAt(element, 'BkTxCd/Prtry/Cd')
}

const given = (text: string | undefined): string | undefined => (text === undefined || text.toUpperCase() === 'NOTPROVIDED' ? undefined : text)

function readDetail(detail: XmlElement, lineDirection: Direction, only: Money | undefined, lineKind: string | undefined): StatementDetail {
  const direction = directionOf(detail) ?? lineDirection
  const other = direction === 'debit' ? 'Cdtr' : 'Dbtr'
  const parties = child(detail, 'RltdPties')
  return {
    endToEndId: given(textAt(detail, 'Refs/EndToEndId')),
    instructionId: given(textAt(detail, 'Refs/InstrId')),
    transactionId: given(textAt(detail, 'Refs/TxId')),
    blockId: given(textAt(detail, 'Refs/PmtInfId')),
    uetr: textAt(detail, 'Refs/UETR')?.toLowerCase(),
    amount: amountOf(child(detail, 'Amt')) ?? amountOf(at(detail, 'AmtDtls/TxAmt/Amt')) ?? only,
    instructed: amountOf(at(detail, 'AmtDtls/InstdAmt/Amt')),
    direction,
    returned: returnOf(detail, direction, kindOf(detail) ?? lineKind),
    charges: chargesOf(detail),
    counterparty: textAt(parties, `${other}/Pty/Nm`) ?? textAt(parties, `${other}/Nm`),
    counterpartyAccount: textAt(parties, `${other}Acct/Id/IBAN`) ?? textAt(parties, `${other}Acct/Id/Othr/Id`),
    remittance:
      children(child(detail, 'RmtInf'), 'Ustrd')
        .map((e) => e.text)
        .join(' ') || textAt(detail, 'RmtInf/Strd/CdtrRefInf/Ref'),
  }
}

/** Money that came back: said by a return reason, or by the transaction code where the bank gives no reason. */
function returnOf(detail: XmlElement, direction: Direction, kind: string | undefined): Reason | undefined {
  const info = child(detail, 'RtrInf')
  if (!info && !(direction === 'credit' && kind?.endsWith('-RRTN'))) return undefined
  return readReason(
    textAt(info, 'Rsn/Cd') ?? textAt(info, 'Rsn/Prtry'),
    children(info, 'AddtlInf')
      .map((e) => e.text)
      .join(' ') || undefined,
  )
}
/** A reason code of the ISO list (or of ACH, which US banks put in the same place) with its meaning and what it asks of us. Unknown codes are a question to the bank. */
export function readReason(code: string | undefined, text: string | undefined): Reason {
  const entry =
    code === undefined ? undefined : Object.hasOwn(reasonCodes, code) ? reasonCodes[code] : Object.hasOwn(returnCodes, code) ? returnCodes[code] : undefined
  return {
    code: code ?? '',
    meaning: entry?.meaning ?? (code === undefined ? 'no reason given' : 'a reason that is not in the list'),
    reaction: entry?.reaction ?? 'investigate',
    text,
  }
}

/** Charges of the line or payment in one currency; the shapes of versions 2 and 4 and later. */
function chargesOf(element: XmlElement): Money | undefined {
  let sum: Money | undefined
  for (const charges of children(element, 'Chrgs')) {
    const records = children(charges, 'Rcrd')
    for (const record of records.length > 0 ? records : [charges]) {
      const amount = amountOf(child(record, 'Amt')) ?? amountOf(child(record, 'TtlChrgsAndTaxAmt'))
      if (!amount || (sum && sum.currency !== amount.currency)) continue
      const signed = directionOf(record) === 'credit' ? -amount.minor : amount.minor
      sum = money((sum?.minor ?? 0n) + signed, amount.currency)
    }
  }
  return sum
}
