import { currencies } from '../../kernel/currencies.ts'
import { dayOf, isDay, type Day } from '../../kernel/day.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { isOpenDay } from './calendar.ts'
import { countries } from './data/countries.ts'
import { inspectShape } from './pain001-shape.ts'
import type { Finding, Order } from './port.ts'
import { at, children, readXml, textAt, type XmlElement } from './read-xml.ts'

// This file judges credit transfer files and shares nothing with the code that writes them: own decimals, own check digits, own characters.

export interface ReadPayment {
  readonly reference: string
  readonly uetr: string | undefined
  readonly amount: string
  readonly currency: string
  readonly account: string
  readonly bic: string | undefined
  readonly name: string
  readonly remittance: string
  readonly day: string
  readonly debtorIban: string
  readonly blockId: string
  readonly sepa: boolean
  readonly instant: boolean
}
export interface ReadOrder {
  readonly messageId: string
  readonly test: boolean
  readonly payments: readonly ReadPayment[]
  readonly root: XmlElement
  readonly version: string
}

/** Reads a credit transfer file back (versions 3, 9, 11 and 12). */
export function readPain001(body: Uint8Array): ReadOrder {
  const { namespace, root } = readXml(body)
  const version = /^urn:iso:std:iso:20022:tech:xsd:pain\.001\.001\.(03|09|11|12)$/.exec(namespace)?.[1]
  if (root.name !== 'Document' || version === undefined) {
    throw new Refusal('invalid', `“${namespace.slice(0, 80)}” is not a credit transfer file that we know; versions 3, 9, 11 and 12 of pain.001 are.`)
  }
  const payments = children(at(root, 'CstmrCdtTrfInitn'), 'PmtInf').flatMap((block) => {
    const sepa = textAt(block, 'PmtTpInf/SvcLvl/Cd') === 'SEPA'
    return children(block, 'CdtTrfTxInf').map((payment) => ({
      reference: textAt(payment, 'PmtId/EndToEndId') ?? '',
      uetr: textAt(payment, 'PmtId/UETR'),
      amount: textAt(payment, 'Amt/InstdAmt') ?? '',
      currency: at(payment, 'Amt/InstdAmt')?.attributes.get('Ccy') ?? '',
      account: textAt(payment, 'CdtrAcct/Id/IBAN') ?? textAt(payment, 'CdtrAcct/Id/Othr/Id') ?? '',
      bic: textAt(payment, 'CdtrAgt/FinInstnId/BICFI') ?? textAt(payment, 'CdtrAgt/FinInstnId/BIC'),
      name: textAt(payment, 'Cdtr/Nm') ?? '',
      remittance: textAt(payment, 'RmtInf/Ustrd') ?? '',
      day: textAt(block, 'ReqdExctnDt/Dt') ?? textAt(block, 'ReqdExctnDt/DtTm')?.slice(0, 10) ?? textAt(block, 'ReqdExctnDt') ?? '',
      instant: textAt(block, 'PmtTpInf/LclInstrm/Cd') === 'INST',
      debtorIban: textAt(block, 'DbtrAcct/Id/IBAN') ?? '',
      blockId: textAt(block, 'PmtInfId') ?? '',
      sepa: sepa || textAt(payment, 'PmtTpInf/SvcLvl/Cd') === 'SEPA',
    }))
  })
  return {
    messageId: textAt(root, 'CstmrCdtTrfInitn/GrpHdr/MsgId') ?? '',
    test: textAt(root, 'CstmrCdtTrfInitn/GrpHdr/Authstn/Prtry') === 'TEST',
    payments,
    root,
    version,
  }
}

interface JudgeOptions {
  /** Demands the shape that our own files have. */
  readonly ours: boolean
  /** Refuses days before this one. */
  readonly today?: Day | undefined
}
/** Every broken rule of the file by itself. */
export function judgePain001(body: Uint8Array, options: JudgeOptions): Finding[] {
  const order = openOrder(body)
  return 'payments' in order ? judge(order, body, options) : [order]
}
function openOrder(body: Uint8Array): ReadOrder | Finding {
  try {
    return readPain001(body)
  } catch (error) {
    if (error instanceof Refusal) return { rule: 'file', sentence: error.message }
    throw error
  }
}
function judge(order: ReadOrder, body: Uint8Array, options: JudgeOptions): Finding[] {
  const findings: Finding[] = []
  const add = (rule: string, sentence: string): void => {
    findings.push({ rule, sentence })
  }
  if (options.ours) {
    if (order.version !== '09') add('shape', `The file is version ${order.version}, ours are version 9.`)
    if (!Buffer.from(body.subarray(0, 110)).toString('latin1').startsWith(opening)) add('shape', 'The file does not open as ours do.')
    findings.push(...inspectShape(order.root))
  }
  judgeTotals(order, add)
  judgeIds(order, add)
  for (const payment of order.payments) judgePayment(payment, add)
  judgeDays(order, options.today, add)
  judgeElements(order.root, options.ours, add)
  return findings
}

const opening = '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">'

type Add = (rule: string, sentence: string) => void

/** A decimal text as a whole number of 1/100000, exactly; nothing when it is not one. */
function units(text: string | undefined): bigint | undefined {
  const match = /^(\d{1,17})(?:\.(\d{1,5}))?$/.exec(text ?? '')
  return match ? BigInt(match[1] as string) * 100_000n + BigInt((match[2] ?? '').padEnd(5, '0')) : undefined
}
const total = (payments: readonly ReadPayment[]): bigint => payments.reduce((sum, p) => sum + (units(p.amount) ?? 0n), 0n)

function judgeTotals(order: ReadOrder, add: Add): void {
  const initiation = at(order.root, 'CstmrCdtTrfInitn')
  const places = [
    { where: 'header', element: at(initiation, 'GrpHdr'), payments: order.payments },
    ...children(initiation, 'PmtInf').map((block) => {
      const count = children(block, 'CdtTrfTxInf').length
      const id = textAt(block, 'PmtInfId') ?? ''
      return { where: `block ${id}`, element: block, payments: order.payments.filter((p) => p.blockId === id).slice(0, count) }
    }),
  ]
  if (order.payments.length === 0) add('count', 'The file holds no payment.')
  for (const { where, element, payments } of places) {
    const count = textAt(element, 'NbOfTxs')
    if (count !== undefined && count !== String(payments.length)) add('count', `The ${where} says ${count} payments and holds ${payments.length}.`)
    const sum = textAt(element, 'CtrlSum')
    if (sum !== undefined && units(sum) !== total(payments)) add('sum', `The control sum ${sum} of the ${where} is not the sum of its payments.`)
  }
}

function judgeIds(order: ReadOrder, add: Add): void {
  const blockIds = children(at(order.root, 'CstmrCdtTrfInitn'), 'PmtInf').map((block) => textAt(block, 'PmtInfId') ?? '')
  const ids = [order.messageId, ...blockIds, ...order.payments.map((p) => p.reference)]
  for (const id of new Set(ids)) {
    if (id.length < 1 || id.length > 35) add('length', `The id “${id.slice(0, 50)}” needs 1 to 35 characters.`)
    if (/^\/|\/$|\/\//.test(id)) add('ids', `The id “${id}” starts or ends with a slash or holds two.`)
  }
  const repeated = (list: readonly string[]): string[] => [...new Set(list.filter((id, i) => list.indexOf(id) !== i))]
  const seen = new Map<string, number>()
  for (const payment of order.payments) if (payment.reference !== 'NOTPROVIDED') seen.set(payment.reference, (seen.get(payment.reference) ?? 0) + 1)
  for (const [id, times] of seen) if (times > 1) add('repeated', `The reference ${id} is used ${times} times.`)
  for (const id of repeated(blockIds)) add('repeated', `The block id ${id} is used twice.`)
  const uetrs = new Set<string>()
  for (const { uetr } of order.payments) {
    if (uetr === undefined) continue
    if (uetrs.has(uetr)) add('repeated', `The UETR ${uetr} is used twice.`)
    if (!/^[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}$/.test(uetr)) add('uetr', `${uetr} is not a version 4 UUID in small letters.`)
    uetrs.add(uetr)
  }
}

function judgePayment(payment: ReadPayment, add: Add): void {
  const decimals = currencies.get(payment.currency)
  const at = `payment ${payment.reference}`
  if (decimals === undefined) add('currency', `${payment.currency} in ${at} is not a currency in use.`)
  const value = units(payment.amount)
  if (value === undefined) add('amount', `“${payment.amount}” in ${at} is not an amount.`)
  else if (value === 0n) add('amount', `The amount of ${at} is zero.`)
  if (decimals !== undefined && (payment.amount.split('.')[1] ?? '').length > decimals)
    add('decimals', `${payment.amount} in ${at} has more decimals than ${payment.currency}.`)
  if (payment.sepa && payment.currency !== 'EUR') add('service', `${at} goes by SEPA in ${payment.currency}.`)
  if (payment.sepa && value !== undefined && value > 99_999_999_999_000n) add('amount', `${payment.amount} in ${at} is more than SEPA takes.`)
  if (payment.sepa && payment.name.length > 70) add('length', `The name in ${at} has ${payment.name.length} characters; SEPA takes 70.`)
  for (const [what, text] of [
    ['name', payment.name],
    ['remittance text', payment.remittance],
    ['reference', payment.reference],
  ] as const) {
    if (!basic.test(text)) add('characters', `The ${what} in ${at} holds “${[...text].find((c) => !basic.test(c))}”, which SEPA banks do not take.`)
  }
}
/** Accounts, banks and addresses wherever they stand; in our own files every text is in the basic set, the payer's name included. */
function judgeElements(element: XmlElement, ours: boolean, add: Add): void {
  const { name, text } = element
  if (name === 'IBAN' && !ibanFits(text)) add('iban', `The check digits of ${text.slice(0, 40)} do not fit.`)
  if ((name === 'BICFI' || name === 'BIC') && !countries.has(text.slice(4, 6))) add('bic', `${text} names no country.`)
  if (name === 'PstlAdr') judgeAddress(element, add)
  if (ours && element.children.length === 0 && !basic.test(text))
    add('characters', `“${text.slice(0, 70)}” in ${name} holds characters that SEPA banks do not take.`)
  for (const inner of element.children) judgeElements(inner, ours, add)
}
/** The characters that every SEPA bank takes (EPC217-08). */
const basic = /^[A-Za-z0-9/\-?:().,'+ ]*$/

function judgeDays(order: ReadOrder, today: Day | undefined, add: Add): void {
  const created = textAt(order.root, 'CstmrCdtTrfInitn/GrpHdr/CreDtTm')?.slice(0, 10) ?? ''
  for (const day of new Set(order.payments.map((p) => p.day))) {
    if (!isDay(day)) {
      add('date', `“${day}” is not a day.`)
      continue
    }
    const ofDay = order.payments.filter((p) => p.day === day)
    const dollars = ofDay.some((p) => p.currency === 'USD'),
      instant = ofDay.every((p) => p.instant)
    if (!instant && !isOpenDay(dollars ? ['t2', 'fed'] : ['t2'], day)) add('date', `Banks are closed on ${day}.`)
    if (today !== undefined && day < today) add('date', `${day} is past.`)
    if (day < created) add('date', `${day} lies before the file was made, ${created}.`)
  }
}

function judgeAddress(address: XmlElement, add: Add): void {
  const lines = children(address, 'AdrLine')
  const town = textAt(address, 'TwnNm'),
    country = textAt(address, 'Ctry')
  if (lines.length > 0 && (town === undefined || country === undefined))
    add('address', 'An address has free lines without town and country in elements of their own.')
  else if (town === undefined || country === undefined) add('address', 'An address lacks the town or the country.')
  if (lines.length > 2) add('address', 'An address has more than two free lines.')
  if (country !== undefined && !countries.has(country)) add('address', `${country} is not a country.`)
}

/** ISO 7064 MOD 97-10, digit by digit: ten and more for letters, the first four characters last. */
export function ibanFits(iban: string): boolean {
  if (!/^[A-Z]{2}(0[2-9]|[1-8][0-9]|9[0-8])[A-Z0-9]{11,30}$/.test(iban)) return false
  let rest = 0
  for (const c of iban.slice(4) + iban.slice(0, 4)) {
    const value = c >= 'A' ? c.charCodeAt(0) - 55 : Number(c)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1
}

/** The last gate before a file of ours is stored: its own rules, and that it says exactly what was ordered. */
export function inspectPain001(body: Uint8Array, order: Order): Finding[] {
  const { originator } = order
  if (originator.rail !== 'pain001') return [{ rule: 'order', sentence: 'The originator belongs to another rail.' }]
  const file = openOrder(body)
  if (!('payments' in file)) return [file]
  const findings = judge(file, body, { ours: true, today: dayOf(order.createdAt, originator.cutOff.zone) })
  const add = (sentence: string): void => {
    findings.push({ rule: 'order', sentence })
  }
  if (file.messageId !== order.messageId) add(`The file is called ${file.messageId} and was ordered as ${order.messageId}.`)
  if (file.test !== originator.testFile) add('The mark for a test file does not agree with the originator settings.')
  const paid = new Map(file.payments.map((p) => [p.reference, p]))
  if (file.payments.length !== order.payouts.length) add(`${order.payouts.length} payments were ordered and ${file.payments.length} are in the file.`)
  for (const payout of order.payouts) {
    const payment = paid.get(payout.reference)
    if (!payment) {
      add(`Payment ${payout.reference} is missing.`)
      continue
    }
    const scale = 10n ** BigInt(5 - (currencies.get(payout.amount.currency) ?? 0))
    if (units(payment.amount) !== payout.amount.minor * scale || payment.currency !== payout.amount.currency)
      add(`Payment ${payout.reference} has another amount than was approved.`)
    const to = payout.destination
    if (payment.account !== (to.kind === 'iban' ? to.iban : to.kind === 'account' ? to.number : ''))
      add(`Payment ${payout.reference} goes to another account than was approved.`)
    for (const [what, sent, kept] of [
      ['name', payment.name, payout.payee.latinName ?? payout.payee.name],
      ['text', payment.remittance, payout.remittance],
    ] as const) {
      if (basic.test(kept) && sent !== kept.trim()) add(`Payment ${payout.reference} has another ${what} than was ordered.`)
    }
    if (payment.uetr !== payout.uetr) add(`Payment ${payout.reference} lost its UETR.`)
    if (payment.day !== order.executionDay || payment.debtorIban !== originator.iban)
      add(`Payment ${payout.reference} has another day or paying account than was ordered.`)
  }
  return findings
}
