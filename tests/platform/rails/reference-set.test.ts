// Beside our own samples, every published sample of the payments reference set is judged as the set says, when it lies next to this repository.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { day, type Day } from '../../../lib/kernel/day.ts'
import { money } from '../../../lib/kernel/money.ts'
import { Refusal } from '../../../lib/kernel/refusal.ts'
import { matchStatement, PaymentBook } from '../../../lib/incentives/match-line.ts'
import { routingFault } from '../../../lib/platform/rails/aba.ts'
import { bicFault } from '../../../lib/platform/rails/bic.ts'
import { addOpenDays, isOpenDay, nextOpenDay, type CalendarName } from '../../../lib/platform/rails/calendar.ts'
import { toLatin } from '../../../lib/platform/rails/charset.ts'
import { judgeNacha } from '../../../lib/platform/rails/check-nacha.ts'
import { judgePain001, readPain001 } from '../../../lib/platform/rails/check-pain001.ts'
import { inSepa, isIban, normalizeIban } from '../../../lib/platform/rails/iban.ts'
import { pain001 } from '../../../lib/platform/rails/pain001.ts'
import type { OrderPayout } from '../../../lib/platform/rails/port.ts'
import { readCamt } from '../../../lib/platform/rails/read-camt.ts'
import { readNachaReport } from '../../../lib/platform/rails/read-nacha-return.ts'
import { applyStatusReport, readStatusReport } from '../../../lib/platform/rails/read-status.ts'
import { isoOrders, orderOf, tidewell, uetrOf } from '../../support/rails/orders.ts'
import { openSchemas } from '../../support/rails/schemas.ts'
import fc from 'fast-check'

const set = new URL('../../../../shared/payments/', import.meta.url)
const file = (path: string): Buffer => readFileSync(new URL(path, set))
const list = (path: string): string[] => readdirSync(new URL(path, set)).filter((name) => !name.endsWith('.tsv'))
const rows = (path: string): string[][] =>
  file(path)
    .toString()
    .split('\n')
    .slice(1)
    .filter((l) => l !== '')
    .map((l) => l.split('\t'))
const exam = (name: string): { given: Record<string, never>; expect: Record<string, never> } =>
  JSON.parse(file(`exam/${name}.json`).toString()) as { given: Record<string, never>; expect: Record<string, never> }

test('the reference set is optional: nothing of the product or of its own tests reads it', () => {
  expect(existsSync(new URL('samples/day-41.camt.053.001.08.xml', import.meta.url))).toBe(true)
})

if (existsSync(set))
  describe('the payments reference set', () => {
    const schemas = openSchemas(new URL('xsd/', set))

    test('every file that must be refused is refused, by the kind of check that the set names', () => {
      for (const [name = '', caughtBy] of rows('samples/invalid/EXPECTED.tsv')) {
        const body = file(`samples/invalid/${name}`)
        const judged = judgePain001(body, { ours: true }).map((f) => f.rule)
        if (caughtBy === 'well-formedness') expect([name, judged]).toEqual([name, ['file']])
        if (caughtBy === 'schema') expect([name, schemas.faults(body).length > 0]).toEqual([name, true])
        if (caughtBy === 'business') expect([name, judged.length > 0]).toEqual([name, true])
        expect([name, judged.length > 0]).toEqual([name, true])
      }
    })
    test('valid orders of the set pass the schema, and our rules for our own files take the ones shaped like ours', () => {
      for (const name of list('samples/pain001/')) {
        const body = file(`samples/pain001/${name}`)
        expect([name, schemas.faults(body)]).toEqual([name, []])
        if (name.startsWith('edge') && name.includes('.09') && !name.includes('escaping'))
          expect([name, judgePain001(body, { ours: true })]).toEqual([name, []])
      }
    })
    test('the known faults of published samples are flagged, and no others of those kinds', () => {
      const kinds: Record<string, string> = {
        'IBAN check digits wrong': 'iban',
        'transaction count wrong': 'count',
        'control sum wrong': 'sum',
        'EndToEndId repeated': 'repeated',
        'address without town element': 'address',
        'opening plus entries is not closing': 'balance',
      }
      const known = new Set(rows('samples/KNOWN_FAULTS.tsv').map(([name, fault = '']) => `${name} ${kinds[fault]}`))
      const flagged = new Set<string>()
      for (const name of list('samples/pain001/'))
        for (const { rule } of judgePain001(file(`samples/pain001/${name}`), { ours: false }))
          if (Object.values(kinds).includes(rule)) flagged.add(`pain001/${name} ${rule}`)
      for (const folder of ['camt053', 'camt054'])
        for (const name of list(`samples/${folder}/`))
          for (const { warnings } of readCamt(file(`samples/${folder}/${name}`)))
            for (const warning of warnings) {
              if (warning.startsWith('Opening')) flagged.add(`${folder}/${name} balance`)
              if (warning.startsWith('The check digits')) flagged.add(`${folder}/${name} iban`)
            }
      expect([...flagged].sort()).toEqual([...known].sort())
    })
    test('every statement and status report of the set is valid by schema and is read', () => {
      for (const folder of ['camt053', 'camt054'])
        for (const name of list(`samples/${folder}/`)) {
          const body = file(`samples/${folder}/${name}`)
          expect([name, schemas.faults(body)]).toEqual([name, []])
          const entries =
            body
              .toString()
              .replace(/<!--[\s\S]*?-->/g, '')
              .match(/<(?:\w+:)?Ntry>/g)?.length ?? 0
          expect([name, readCamt(body).reduce((n, s) => n + s.lines.length, 0)]).toEqual([name, entries])
        }
      for (const name of list('samples/pain002/'))
        expect([name, readStatusReport(file(`samples/pain002/${name}`)).originalMessageId === '']).toEqual([name, false])
      for (const name of ['schema_break.pain.002.001.03.xml', 'xmlns_misspelt.pain.002.001.03.xml'])
        expect(readStatusReport(file(`samples/invalid/${name}`)).blocks).toHaveLength(1)
    })
    test('property: our own files pass the published schema', () => {
      let good = 0
      fc.assert(
        fc.property(isoOrders, (order) => {
          if (pain001.checkOrder(order).length > 0) return
          good++
          expect(schemas.faults(pain001.write(order).body)).toEqual([])
        }),
        { numRuns: 400 },
      )
      expect(good).toBeGreaterThan(30)
    })
    test('E01: seven payouts, exact sum, valid file', () => {
      const { given, expect: wanted } = exam('E01_control_sum') as unknown as {
        given: {
          payouts: { ref: string; amount: string; currency: string; iban: string; name: string; town: string; country: string }[]
          debtor: { name: string; iban: string; bic: string }
          execution_date: string
        }
        expect: { number_of_transactions: string; control_sum: string }
      }
      const payouts = given.payouts.map((p, i): OrderPayout => ({
        id: p.ref,
        reference: p.ref,
        uetr: uetrOf(i),
        amount: money(BigInt(p.amount.replace('.', '')), p.currency),
        payee: { name: p.name, address: { town: p.town, country: p.country } },
        destination: { kind: 'iban', iban: p.iban },
        remittance: p.ref,
      }))
      const order = orderOf(payouts, {
        messageId: 'E01',
        createdAt: new Date('2026-12-01T09:00:00Z'),
        executionDay: day(given.execution_date),
        originator: { ...tidewell, ...given.debtor },
      })
      expect(pain001.checkOrder(order)).toEqual([])
      const written = pain001.write(order)
      expect(schemas.faults(written.body)).toEqual([])
      expect(pain001.inspect(written.body, order)).toEqual([])
      expect([String(written.count), written.controlSum]).toEqual([wanted.number_of_transactions, wanted.control_sum])
      expect(
        Buffer.from(written.body)
          .toString()
          .match(new RegExp(`<CtrlSum>${wanted.control_sum}</CtrlSum>`, 'g')),
      ).toHaveLength(2)
    })
    test('E02: the statement settles all but two', () => {
      const wanted = exam('E02_statement_all_but_two').expect as unknown as {
        settled: string[]
        open: string[]
        unmatched_entries: { ref: string }[]
        closing_balance: string
      }
      const sent = readPain001(file('exam/files/E02_order.pain.001.001.09.xml')).payments
      const [statement] = readCamt(file('exam/files/E02_statement.camt.053.001.08.xml'))
      if (!statement) throw new Error('no statement')
      const found = matchStatement(
        statement,
        new PaymentBook(
          sent.map((p) => ({
            id: p.reference,
            number: p.reference,
            reference: p.reference,
            blockId: p.blockId,
            uetr: p.uetr,
            amount: money(BigInt(p.amount.replace('.', '')), p.currency),
            state: 'released' as const,
          })),
        ),
      )
      const settled = found.flatMap(({ match }) => (match.kind === 'settle' ? match.paymentIds : []))
      expect(settled).toEqual(wanted.settled)
      expect(sent.map((p) => p.reference).filter((r) => !settled.includes(r))).toEqual(wanted.open)
      expect(found.flatMap(({ part, match }) => (match.kind === 'queue' ? [part.line.entryReference] : []))).toEqual(wanted.unmatched_entries.map((e) => e.ref))
      expect(statement).toMatchObject({ closing: { amount: { minor: BigInt(wanted.closing_balance.replace('.', '')) } }, warnings: [] })
    })
    test('E03: three returns by trace number', () => {
      const wanted = exam('E03_return_R03').expect as unknown as {
        returned: { trace: string; payee_ref: string; amount_cents: number; code: string; reaction: string }[]
      }
      const report = readNachaReport(file('nacha/files/return_payroll_R01_R02_R03.ach'))
      expect(
        report.returns.map((r) => ({
          trace: r.trace,
          payee_ref: r.payeeReference,
          amount_cents: Number(r.amount.minor),
          code: r.reason.code,
          reaction: r.reason.reaction,
        })),
      ).toEqual(wanted.returned)
    })
    test('E04: a status report settles nothing', () => {
      const wanted = exam('E04_partial_status').expect as unknown as { states: Record<string, string>; file_state: string }
      const applied = applyStatusReport(
        readStatusReport(file('samples/pain002/edge_partial.pain.002.001.10.xml')),
        readPain001(file('samples/pain001/edge_structured_uetr.pain.001.001.09.xml')).payments,
      )
      expect(Object.fromEntries([...applied.payments].map(([reference, { view }]) => [reference, view]))).toEqual(wanted.states)
      expect(applied.file).toBe(wanted.file_state)
    })
    test('E05: names for a SEPA file', () => {
      for (const { input, output } of (exam('E05_characters').expect as unknown as { names: { input: string; output: string | null }[] }).names) {
        const latin = toLatin(input)
        expect([input, latin.ok ? latin.text : null]).toEqual([input, output])
      }
    })
    test('E06 and the calendars: the next open day, two days on, and every closing day of four years', () => {
      const name = (text: string): CalendarName => (text === 'target2' ? 't2' : 'fed')
      const { given, expect: wanted } = exam('E06_business_days') as unknown as {
        given: { asked: { calendar: string; date: string }[] }
        expect: { dates: string[] }
      }
      expect(given.asked.map((a) => nextOpenDay([name(a.calendar)], day(a.date)))).toEqual(wanted.dates)
      for (const [calendar = '', asked = '', same, one, two] of rows('calendars/business_day_vectors.tsv'))
        expect([0, 1, 2].map((n) => addOpenDays([name(calendar)], day(asked), n))).toEqual([same, one, two])
      for (const [table, calendar] of [
        ['target2', 't2'],
        ['fed_ach', 'fed'],
      ] as const) {
        const closed = new Set(
          rows(`calendars/${table}.tsv`)
            .filter(([, , , on, weekday = '', note = '']) => on !== '' && !/^(Sat|Sun)$/.test(weekday) && !note.includes('open on'))
            .map(([, , , on]) => on),
        )
        for (let d = Date.UTC(2025, 0, 1); d < Date.UTC(2029, 0, 1); d += 86_400_000) {
          const text = new Date(d).toISOString().slice(0, 10) as Day,
            weekday = new Date(d).getUTCDay()
          if (weekday !== 0 && weekday !== 6) expect([table, text, isOpenDay([calendar], text)]).toEqual([table, text, !closed.has(text)])
        }
      }
    })
    test('account numbers: every vector, and the reach of SEPA', () => {
      for (const [iban = '', expected = ''] of rows('iban/iban_vectors.tsv'))
        expect([iban, isIban(normalizeIban(iban))]).toEqual([iban, expected.startsWith('valid')])
      for (const [country = '', , , , , , , scope] of rows('iban/iban_registry.tsv')) expect([country, inSepa(country)]).toEqual([country, scope === 'yes'])
      for (const [routing = '', expected] of rows('iban/aba_vectors.tsv'))
        expect([routing, routingFault(routing) === undefined]).toEqual([routing, expected === 'valid'])
      for (const [bic = '', expected = ''] of rows('iban/bic_vectors.tsv'))
        expect([bic, bicFault(bic) === undefined]).toEqual([bic, expected.startsWith('valid') && bic !== 'DEUTDEF0'])
    })
    test('ACH files: the good ones have no finding, each bad one has its own, all others are read', () => {
      const bad: Record<string, string> = {
        bad_description_salary: 'description',
        bad_effective_saturday: 'date',
        bad_payroll_500_one_digit: 'sum',
        bad_trace_order: 'trace',
        long_line: 'line',
        short_line: 'line',
        invalid_check_digit: 'routing',
        non_ascii_utf8: 'file',
        odd_immediate_origin: 'origin',
      }
      for (const name of list('nacha/files/')) {
        const body = file(`nacha/files/${name}`),
          stem = name.replace('.ach', ''),
          found = judgeNacha(body, { ours: false }).map((f) => f.rule)
        if (bad[stem]) expect([stem, found]).toEqual([stem, expect.arrayContaining([bad[stem]])])
        else if (!/contested|custom|iat_noc/.test(stem)) expect([stem, found]).toEqual([stem, []])
        try {
          readNachaReport(body)
        } catch (error) {
          expect([stem, error]).toEqual(['non_ascii_utf8', expect.any(Refusal)])
        }
      }
      expect(readNachaReport(file('nacha/files/noc_payroll_C01_C02_C05.ach')).changes.map((c) => c.corrected)).toEqual([
        { number: '00987654321' },
        { routing: '121000248' },
        { account: 'checking' },
      ])
    })
  })
