import { and, eq } from 'drizzle-orm'
import { originators } from '../../db/schema/payouts.ts'
import { command } from '../access/operation.ts'
import { assert } from '../kernel/assert.ts'
import { encodeId, newUuid } from '../kernel/id.ts'
import { invalid, Refusal } from '../kernel/refusal.ts'
import { bankFiles } from '../platform/rails/bank-files.ts'
import { normalizeBic } from '../platform/rails/bic.ts'
import { maskAccount, normalizeIban } from '../platform/rails/iban.ts'
import type { CutOff, Originator } from '../platform/rails/port.ts'
import { originatorChanged, originatorSet } from './bank-events.ts'
import { saveOriginatorInput, type SaveOriginatorInput } from './bank-inputs.ts'
import { maskOriginator, openOriginator, railWords, sealOriginator } from './originator.ts'

/** Settles who pays on a rail and currency. Checked by the rail before anything is stored: every later file depends on it. */
export const saveOriginator = command({
  name: 'incentives.saveOriginator',
  needs: 'originator.change',
  stepUp: 'anew',
  input: saveOriginatorInput,
  run: async (ctx, input) => {
    const [before] = await ctx.tx
      .select()
      .from(originators)
      .where(and(eq(originators.rail, input.rail), eq(originators.currency, input.currency)))
      .for('update')
    const was = before && (await openOriginator(ctx, before)),
      originator = originatorOf(input, was)
    if (input.rail === 'nacha' && input.currency !== 'USD') throw invalid('currency', 'ACH pays US dollars only. Choose USD or another rail.')
    const faults = bankFiles.rails[input.rail].checkOriginator(originator)
    if (faults.length > 0) {
      throw new Refusal(
        'invalid',
        faults.length === 1 ? (faults[0] as { sentence: string }).sentence : 'Some fields need another look; nothing was saved.',
        Object.fromEntries(faults.map((fault) => [formField(fault.field), fault.sentence])),
      )
    }
    const id = before?.id ?? newUuid(ctx.now),
      masked = maskOriginator(originator),
      words = railWords[input.rail]
    const values = { name: originator.name, body: await sealOriginator(ctx.tenant, id, originator), masked, isTest: originator.testFile, updatedAt: ctx.now }
    if (!before || !was) {
      await ctx.tx.insert(originators).values({ id, rail: input.rail, currency: input.currency, ...values })
      ctx.record(originatorSet, id, { rail: words, currency: input.currency, account: masked, test: originator.testFile })
      return { id: encodeId('originator', id) }
    }
    const changes = differences(was, originator)
    if (changes.length === 0) {
      ctx.unchanged('the same settings')
      return { id: encodeId('originator', id) }
    }
    const saved = await ctx.tx.update(originators).set(values).where(eq(originators.id, id)).returning({ id: originators.id })
    assert(saved.length === 1, 'the originator that was changed')
    ctx.record(originatorChanged, id, { rail: words, currency: input.currency, changes })
    return { id: encodeId('originator', id) }
  },
})

const defaultCutOff: Readonly<Record<'pain001' | 'nacha', CutOff>> = {
  pain001: { time: '15:00', zone: 'Europe/Brussels', leadDays: 1, horizonDays: 90 },
  nacha: { time: '17:00', zone: 'America/New_York', leadDays: 1, horizonDays: 45 },
}
/** The form's fields as the settings of the chosen rail. An account number that is not typed stays what it was: the form never shows it. */
function originatorOf(input: SaveOriginatorInput, was: Originator | undefined): Originator {
  const given = (text: string | undefined): string | undefined => (text === undefined || text === '' ? undefined : text)
  if (input.rail === 'payroll_csv') return { rail: 'payroll_csv', name: input.name, companyCode: given(input.companyCode), testFile: input.isTest }
  const cutOff = input.cutOff ?? defaultCutOff[input.rail]
  if (input.rail === 'nacha') {
    return {
      rail: 'nacha',
      name: input.name,
      companyName: input.companyName ?? '',
      companyId: input.companyId ?? '',
      routing: input.routing ?? '',
      bankName: input.bankName ?? '',
      accountNumber: given(input.accountNumber) ?? (was?.rail === 'nacha' ? was.accountNumber : undefined),
      immediateDestination: given(input.immediateDestination),
      immediateOrigin: given(input.immediateOrigin),
      businessDescription: given(input.businessDescription) ?? 'INCENTIVE',
      addenda: input.addenda,
      testFile: input.isTest,
      cutOff,
    }
  }
  const hasAddress = [input.street, input.building, input.postcode, input.town, input.country].some((part) => given(part) !== undefined)
  const address = {
    street: given(input.street),
    building: given(input.building),
    postcode: given(input.postcode),
    town: input.town ?? '',
    country: (input.country ?? '').toUpperCase(),
  }
  return {
    rail: 'pain001',
    name: input.name,
    iban: normalizeIban(input.iban ?? ''),
    bic: given(normalizeBic(input.bic ?? '')),
    address: hasAddress ? address : undefined,
    batchBooking: input.batchBooking,
    salary: input.salary,
    testFile: input.isTest,
    cutOff,
  }
}
/** The rail names `address.town`; the form calls it `town`. */
const formField = (field: string): string => field.replace(/^address\./, '')

/** Before and after for the log: accounts masked, everything else in words. */
function differences(before: Originator, after: Originator): { field: string; before: string; after: string }[] {
  const a = flat(before),
    b = flat(after)
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((field) => a.get(field) !== b.get(field))
    .map((field) => ({ field, before: shown(field, a.get(field)), after: shown(field, b.get(field)) }))
}
function flat(value: object, prefix = ''): Map<string, string> {
  const out = new Map<string, string>()
  for (const [key, part] of Object.entries(value)) {
    if (typeof part === 'object' && part !== null) for (const [inner, text] of flat(part as object, `${prefix}${key}.`)) out.set(inner, text)
    else if (part !== undefined) out.set(prefix + key, String(part))
  }
  return out
}
const shown = (field: string, text: string | undefined): string =>
  text === undefined ? 'not set' : field === 'iban' || field === 'accountNumber' || field === 'companyId' ? maskAccount(text) : text
