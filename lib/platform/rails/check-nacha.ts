import { dayOf, isDay, type Day } from '../../kernel/day.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { isOpenDay } from './calendar.ts'
import type { Field } from './data/nacha-layouts.ts'
import type { Finding, Order } from './port.ts'
import { readNacha, type NachaBatch, type NachaFile, type NachaRecord } from './read-nacha.ts'

// This file judges ACH files by the layout table and shares nothing with the code that writes them: every total is counted anew.

type Add = (rule: string, sentence: string) => void

/** Every broken rule of the file by itself. `ours` adds what holds for files that we send; `today` refuses past days. */
export function judgeNacha(body: Uint8Array, options: { readonly ours: boolean; readonly today?: Day | undefined }): Finding[] {
  let file: NachaFile
  try {
    file = readNacha(body)
  } catch (error) {
    if (error instanceof Refusal) return [{ rule: 'file', sentence: error.message }]
    throw error
  }
  const findings: Finding[] = []
  const add: Add = (rule, sentence) => {
    findings.push({ rule, sentence })
  }
  for (const warning of file.warnings) add('line', warning)
  for (const record of file.records) for (const field of record.fields) judgeField(record, field, add)
  if (file.lineCount % 10 !== 0) add('blocks', `The file has ${file.lineCount} lines, which is not a number of whole blocks of ten.`)
  if (!/^[0-9 ]{10}$/.test(file.header.get('immediate origin')))
    add('origin', 'The immediate origin is not a routing or tax number; banks that have not agreed to it refuse the file.')
  file.batches.forEach((batch, i) => judgeBatch(batch, i + 1, options.ours, add))
  const numbers = file.batches.map((b) => b.header.get('batch number'))
  if (options.ours && numbers.some((number, i) => Number(number) !== i + 1)) add('count', 'The batches are not numbered 1, 2, 3.')
  judgeFileControl(file, add)
  for (const batch of file.batches) judgeOutbound(batch, options, add)
  if (file.batches.length === 0) add('count', 'The file holds no batch.')
  return findings
}

/** The `content` column of the layout table: constants, digits, choices, blanks. */
function judgeField(record: NachaRecord, field: Field, add: Add): void {
  const value = record.text.slice(field.from - 1, field.to)
  const wrong = (what: string): void => add('field', `Line ${record.line}: ${field.name} “${value}” ${what}.`)
  const content = field.content.replace(/, (cents|left)$/, '')
  if (content.startsWith('const ')) {
    if (value.trim() !== content.slice(6)) wrong(`is not ${content.slice(6)}`)
  } else if (content === 'number') {
    if (!/^\d+$/.test(value.trim()) && !(record.layout.includes('return') && value.trim() === '')) wrong('is not a number')
  } else if (content === 'blank') {
    if (value.trim() !== '') wrong('must be blank')
  } else if (content === 'blank/number') {
    if (!/^( +|\d+)$/.test(value)) wrong('is neither blank nor a number')
  } else if (content === '0/1') {
    if (!/^[01]$/.test(value)) wrong('is neither 0 nor 1')
  } else if (content === 'A-Z 0-9') {
    if (!/^[A-Z0-9]$/.test(value)) wrong('is not a capital letter or digit')
  } else if (content === 'HHMM') {
    if (!/^(([01]\d|2[0-3])[0-5]\d| {4})$/.test(value)) wrong('is not a time')
  } else if (content === 'YYMMDD') {
    if (value.trim() !== '' && value !== '000000' && !isDay(`20${value.slice(0, 2)}-${value.slice(2, 4)}-${value.slice(4)}`)) wrong('is not a day')
  } else if (content === '200/220/225/280') {
    if (!content.split('/').includes(value)) wrong('is not a service class')
  } else if (field.name === 'transaction code' && content !== 'number') {
    if (!content.split(' ').includes(value)) wrong('is not a transaction code')
  }
  if (field.content === 'text, left' && value !== '' && value.startsWith(' ') && value.trim() !== '') wrong('does not start at the left')
}

const cents = (record: NachaRecord): bigint => BigInt(/^\d{10}$/.test(record.get('amount')) ? record.get('amount') : '0')
/** Second digit: 1 to 4 credit, 6 to 9 debit (21 and 26 are returns and changes). */
const isCredit = (record: NachaRecord): boolean => Number(record.text[2]) < 5
const bankOf = (record: NachaRecord): string => record.text.slice(3, 11)
const whole = (text: string): bigint => BigInt(/^\d+$/.test(text) ? text : '-1')

interface Sums {
  readonly lines: number
  readonly hash: bigint
  readonly debit: bigint
  readonly credit: bigint
}
function sumsOf(batch: NachaBatch): Sums {
  let lines = 0,
    hash = 0n,
    debit = 0n,
    credit = 0n
  for (const { record, addenda } of batch.entries) {
    lines += 1 + addenda.length
    hash += whole(bankOf(record).trim())
    if (isCredit(record)) credit += cents(record)
    else debit += cents(record)
  }
  return { lines, hash: hash % 10_000_000_000n, debit, credit }
}

function judgeBatch(batch: NachaBatch, number: number, ours: boolean, add: Add): void {
  const { header, control } = batch
  const name = `Batch ${number}`
  if (!control) {
    add('count', `${name} is not closed by a control record.`)
    return
  }
  const sums = sumsOf(batch)
  if (whole(control.get('entry and addenda count')) !== BigInt(sums.lines))
    add('count', `${name} says ${control.get('entry and addenda count')} entries and addenda and holds ${sums.lines}.`)
  if (whole(control.get('entry hash')) !== sums.hash) add('hash', `${name}: the entry hash ${control.get('entry hash')} is not ${sums.hash}.`)
  if (whole(control.get('total debit amount')) !== sums.debit) add('sum', `${name}: total debit ${control.get('total debit amount')} is not ${sums.debit}.`)
  if (whole(control.get('total credit amount')) !== sums.credit)
    add('sum', `${name}: total credit ${control.get('total credit amount')} is not ${sums.credit}.`)
  for (const field of control.fields.filter((f) => f.content === 'same as header')) {
    const twin = header.fields.find((f) => f.name === field.name || (field.name === 'originating bank id' && f.name === 'gateway or originating bank id'))
    if (twin && header.get(twin.name).trim() !== control.get(field.name).trim()) add('header', `${name}: ${field.name} differs between header and control.`)
  }
  const classCode = header.get('service class code')
  if (classCode === '220' && sums.debit !== 0n) add('class', `${name} is for credits only and holds debits.`)
  if (classCode === '225' && sums.credit !== 0n) add('class', `${name} is for debits only and holds credits.`)
  const international = header.layout.includes('IAT')
  let last = ''
  for (const { record, addenda } of batch.entries) {
    if (!checkDigitFits(record.text.slice(3, 12)))
      add('routing', `Line ${record.line}: the check digit of routing number ${record.text.slice(3, 12)} does not fit.`)
    const trace = record.get('trace number')
    if (addenda.length === 0 || addenda[0]?.get('addenda type') === '05') {
      if (trace <= last) add('trace', `Line ${record.line}: trace number ${trace} does not rise.`)
      last = trace
    }
    if (!international && (record.get('addenda indicator') === '1') !== addenda.length > 0)
      add('addenda', `Line ${record.line}: the addenda indicator does not agree with the addenda.`)
    addenda
      .filter((a) => a.layout.includes('05'))
      .forEach((a, k) => {
        if (a.get('entry detail sequence') !== trace.slice(8)) add('addenda', `Line ${a.line}: the addenda belongs to another entry.`)
        if (Number(a.get('addenda sequence')) !== k + 1) add('addenda', `Line ${a.line}: the addenda is out of order.`)
      })
    if (ours && cents(record) === 0n) add('amount', `Line ${record.line}: the amount is zero.`)
  }
}

function judgeFileControl(file: NachaFile, add: Add): void {
  const { control, batches } = file
  if (!control) {
    add('count', 'The file has no control record: it is cut off.')
    return
  }
  const sums = batches.map(sumsOf)
  const sum = (pick: (s: Sums) => bigint): bigint => sums.reduce((total, s) => total + pick(s), 0n)
  const compare = (rule: string, field: string, right: bigint): void => {
    if (whole(control.get(field)) !== right) add(rule, `File control: ${field} ${control.get(field)} is not ${right}.`)
  }
  compare('count', 'batch count', BigInt(batches.length))
  compare('blocks', 'block count', BigInt(Math.ceil(file.lineCount / 10)))
  compare(
    'count',
    'entry and addenda count',
    sum((s) => BigInt(s.lines)),
  )
  compare('hash', 'entry hash', sum((s) => s.hash) % 10_000_000_000n)
  compare(
    'sum',
    'total debit amount',
    sum((s) => s.debit),
  )
  compare(
    'sum',
    'total credit amount',
    sum((s) => s.credit),
  )
}

/** Rules for files on their way to a bank; returns and changes come from one. */
function judgeOutbound(batch: NachaBatch, options: { readonly ours: boolean; readonly today?: Day | undefined }, add: Add): void {
  const inbound = batch.entries.some((e) => e.addenda.some((a) => /^7(98|99)/.test(a.text)))
  if (inbound || batch.header.layout.includes('IAT')) {
    if (options.ours) add('class', 'The file holds returns or international entries, which we do not send.')
    return
  }
  const { header } = batch
  const short = header.get('effective entry date')
  const day = `20${short.slice(0, 2)}-${short.slice(2, 4)}-${short.slice(4)}`
  if (!isDay(day)) add('date', `“${short}” is not an effective day.`)
  else {
    if (!isOpenDay(['fed'], day)) add('date', `The Federal Reserve is closed on ${day}.`)
    if (options.today !== undefined && day < options.today) add('date', `${day} is past.`)
    const pays = batch.entries.some(({ record }) => isCredit(record))
    if (pays && day >= '2026-03-20' && header.get('standard entry class') === 'PPD' && header.get('company entry description').trim() !== 'PAYROLL') {
      add('description', `Pay to people must say PAYROLL since 20 March 2026; this batch says “${header.get('company entry description').trim()}”.`)
    }
  }
  for (const { record } of batch.entries) {
    if (!record.get('trace number').startsWith(header.get('originating bank id')))
      add('trace', `Line ${record.line}: the trace number does not start with the originating bank id.`)
    if (options.ours && !/^6(22|32)/.test(record.text)) add('class', `Line ${record.line} is not a credit to a checking or savings account.`)
  }
  if (options.ours && !/^(PPD|CCD)$/.test(header.get('standard entry class')))
    add('class', `We send PPD and CCD batches, not ${header.get('standard entry class')}.`)
}

/** Weights 3 7 1 over nine digits: a multiple of ten. */
function checkDigitFits(routing: string): boolean {
  return /^\d{9}$/.test(routing) && [...routing].reduce((sum, d, i) => sum + Number(d) * ([3, 7, 1][i % 3] as number), 0) % 10 === 0
}

/** The last gate before a file of ours is stored. */
export function inspectNacha(body: Uint8Array, order: Order): Finding[] {
  const { originator } = order
  if (originator.rail !== 'nacha') return [{ rule: 'order', sentence: 'The originator belongs to another rail.' }]
  const today = dayOf(order.createdAt, originator.cutOff.zone)
  const findings = judgeNacha(body, { ours: true, today })
  if (findings.some((f) => f.rule === 'file')) return findings
  const add = (sentence: string): void => {
    findings.push({ rule: 'order', sentence })
  }
  const file = readNacha(body)
  const sent = new Map(
    file.batches.flatMap((b) => b.entries.map(({ record }) => [record.get('individual id number').trimEnd(), { record, header: b.header }] as const)),
  )
  const count = file.batches.reduce((n, b) => n + b.entries.length, 0)
  if (count !== order.payouts.length) add(`${order.payouts.length} payments were ordered and ${count} are in the file.`)
  const origin = originator.immediateOrigin ?? originator.companyId,
    destination = originator.immediateDestination ?? ` ${originator.routing}`
  if (file.header.get('immediate origin') !== origin || file.header.get('immediate destination') !== destination)
    add('The sender or the bank in the file header is not that of the originator settings.')
  for (const { header } of file.batches) {
    if (header.get('company identification') !== originator.companyId || !originator.routing.startsWith(header.get('originating bank id')))
      add('A batch names another company or bank than the originator settings.')
  }
  const traces = file.batches.flatMap((b) => b.entries.map(({ record }) => Number(record.get('trace number').slice(8)))).sort((x, y) => x - y)
  if (traces.some((trace, i) => trace !== (order.firstTrace ?? 0) + i)) add('The trace numbers are not those set aside for this file.')
  if ((file.header.get('reference code').trim() === 'TEST') !== originator.testFile)
    add('The mark for a test file does not agree with the originator settings.')
  for (const payout of order.payouts) {
    const found = sent.get(payout.reference),
      to = payout.destination
    if (!found || to.kind !== 'ach') {
      add(`Payment ${payout.reference} is missing.`)
      continue
    }
    const { record, header } = found
    if (cents(record) !== payout.amount.minor) add(`Payment ${payout.reference} has another amount than was approved.`)
    if (record.text.slice(3, 12) !== to.routing || record.get('account number').trimEnd() !== to.number)
      add(`Payment ${payout.reference} goes to another account than was approved.`)
    if ((record.text.slice(1, 3) === '22') !== (to.account === 'checking') || (header.get('standard entry class') === 'PPD') !== (to.holder === 'person'))
      add(`Payment ${payout.reference} goes to another kind of account than was approved.`)
    if (`20${header.get('effective entry date')}` !== order.executionDay.replaceAll('-', ''))
      add(`Payment ${payout.reference} has another day than was ordered.`)
  }
  return findings
}
