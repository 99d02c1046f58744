import { isDay, type Day } from '../../kernel/day.ts'
import { money } from '../../kernel/money.ts'
import { routingFault } from './aba.ts'
import { changeCodes, returnCodes } from './data/nacha-codes.ts'
import type { AchChange, AchReport, AchReturn } from './port.ts'
import { betweenBanks, readNacha, type NachaBatch, type NachaEntry, type NachaRecord } from './read-nacha.ts'

/**
 * Returns and notifications of change from a US bank. Both name our entry by its trace number only. A change moves no money: it asks us
 * to correct the payee's data before the next payment.
 */
export function readNachaReport(bytes: Uint8Array): AchReport {
  const file = readNacha(bytes)
  const warnings = [...file.warnings]
  const returns: AchReturn[] = [],
    changes: AchChange[] = []
  for (const batch of file.batches) {
    for (const entry of batch.entries) {
      const told = entry.addenda.filter((a) => /^7(98|99)/.test(a.text))
      if (told.length === 0) warnings.push(`Line ${entry.record.line} is a payment, neither a return nor a change; it was left out.`)
      for (const addenda of told) {
        if (addenda.text.startsWith('798')) changes.push(readChange(entry, addenda, warnings))
        else returns.push(readReturn(batch, entry, addenda, warnings))
      }
    }
  }
  const { header } = file
  const created = header.get('file creation date')
  return {
    fileId: [header.get('immediate origin'), header.get('immediate destination'), created, header.get('file creation time'), header.get('file id modifier')]
      .map((s) => s.trim())
      .join('-'),
    createdOn: dayOf(created),
    companyIds: [...new Set(file.batches.filter((b) => !b.header.layout.includes('IAT')).map((b) => b.header.get('company identification').trim()))],
    returns,
    changes,
    warnings,
  }
}

const dayOf = (short: string): Day | undefined => {
  const text = `20${short.slice(0, 2)}-${short.slice(2, 4)}-${short.slice(4)}`
  return isDay(text) ? text : undefined
}
/** Who and how much; international entries keep both elsewhere. */
function who({ record, addenda }: NachaEntry): { payeeReference: string; payeeName: string } {
  if (record.layout.includes('IAT')) {
    const person = addenda.find((a) => a.text.startsWith('715')),
      first = addenda.find((a) => a.text.startsWith('710'))
    return { payeeReference: person?.get('receiver id number').trim() ?? '', payeeName: first?.get('receiving name').trim() ?? '' }
  }
  const company = record.layout.includes('CTX')
  return {
    payeeReference: record.get(company ? 'identification number' : 'individual id number').trim(),
    payeeName: record.get(company ? 'receiving company name' : 'individual name').trim(),
  }
}

function readReturn(batch: NachaBatch, entry: NachaEntry, addenda: NachaRecord, warnings: string[]): AchReturn {
  const code = addenda.text.slice(3, 6)
  const known = Object.hasOwn(returnCodes, code) ? returnCodes[code] : undefined
  if (!known) warnings.push(`The return code ${code} is not in the list; ask the bank what it means.`)
  const debit = /^6[2-5][6-9]/.test(entry.record.text)
  if (debit) warnings.push(`Line ${entry.record.line} returns a debit of ${batch.header.get('company name').trim()}; we send credits only.`)
  const text = betweenBanks.test(code) ? '' : addenda.get('addenda information').trim()
  const death = betweenBanks.test(code) ? '' : addenda.get('date of death').trim()
  const amount = entry.record.get('amount')
  return {
    kind: betweenBanks.test(code) ? 'dishonoured' : 'return',
    trace: addenda.get('original entry trace number').trim(),
    reason: { code, meaning: known?.meaning ?? 'a code that is not in the list', reaction: known?.reaction ?? 'investigate', text: text || undefined },
    advice: known?.advice ?? 'ask the bank what the code means before paying again',
    amount: money(BigInt(/^\d+$/.test(amount) ? amount : '0'), 'USD'),
    ...who(entry),
    dateOfDeath: death === '' ? undefined : dayOf(death),
    returnTrace: addenda.get('trace number').trim(),
  }
}

function readChange(entry: NachaEntry, addenda: NachaRecord, warnings: string[]): AchChange {
  const code = addenda.get('change code')
  const known = Object.hasOwn(changeCodes, code) ? changeCodes[code] : undefined
  if (!known) warnings.push(`The change code ${code} is not in the list; ask the bank what it means.`)
  const data = addenda.get('corrected data')
  const corrected = correctedData(code, data)
  if (corrected.routing !== undefined && routingFault(corrected.routing))
    warnings.push(`The corrected routing number ${corrected.routing} in line ${addenda.line} is itself wrong; ask the bank.`)
  return {
    trace: addenda.get('original entry trace number').trim(),
    code,
    meaning: known?.meaning ?? 'a code that is not in the list',
    advice: known?.advice ?? 'ask the bank',
    corrected,
    correctedText: data.trim(),
    payeeReference: who(entry).payeeReference,
  }
}

/** Where each code puts the right value within the 29 columns (Nacha rules, notifications of change). */
function correctedData(code: string, data: string): AchChange['corrected'] {
  const account = (text: string): 'checking' | 'savings' | undefined =>
    /^2\d/.test(text.trim()) ? 'checking' : /^3\d/.test(text.trim()) ? 'savings' : undefined
  const cut = (from: number, to: number): string => data.slice(from, to).trim()
  switch (code) {
    case 'C01':
      return { number: cut(0, 17) }
    case 'C02':
      return { routing: cut(0, 9) }
    case 'C03':
      return { routing: cut(0, 9), number: cut(12, 29) }
    case 'C05':
      return { account: account(data) }
    case 'C06':
      return { number: cut(0, 17), account: account(data.slice(20)) }
    case 'C07':
      return { routing: cut(0, 9), number: cut(9, 26), account: account(data.slice(26)) }
    case 'C09':
      return { payeeReference: cut(0, 22) }
    default:
      return {}
  }
}
