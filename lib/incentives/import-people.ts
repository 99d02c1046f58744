import { crews, payees } from '../../db/schema/work.ts'
import type { Ctx } from '../access/ctx.ts'
import { decodeId, newUuid } from '../kernel/id.ts'
import { asPlainName } from '../kernel/plain-name.ts'
import { countNew, type Tally } from './import/dry-run.ts'
import { refused, type Draft, type RowRefusal } from './import/map-row.ts'
import type { Bound } from './import/mapping.ts'
import { crewsByKey, noteKeys, payeesByKey } from './import.sql.ts'
import { matchKey } from './payee-key.ts'
import { payeesImported } from './work-events.ts'

/** A row whose people are known: ids, or in a dry run a stand-in for one that would be made. */
export interface Resolved {
  readonly draft: Draft
  readonly payeeId: string | null
  readonly crewId: string | null
}
/** Where a dry run says whom a record would be for, without making anybody. */
const standIn = (key: string): string => `new:${key}`

/**
 * Finds the payees and crews that the rows name, and makes those that are missing where the mapping says so (an import, not a dry run).
 * Rows of somebody unknown are refused where it does not.
 */
export async function resolvePeople(
  ctx: Ctx,
  imported: { readonly id: string; readonly number: string; readonly attempt: number },
  bound: Bound,
  rows: readonly { draft: Draft; cells: readonly string[] }[],
  tally: Tally,
  writes: boolean,
): Promise<{ resolved: Resolved[]; refusals: RowRefusal[] }> {
  const { mapping, names } = bound
  const wantedPayees = wanted(
      rows,
      (d) => d.payeeKey,
      (d) => d.payeeName ?? d.payeeKey ?? '',
    ),
    wantedCrews = wanted(
      rows,
      (d) => d.crewKey,
      (d) => d.crewKey ?? '',
    )
  const knownPayees = new Map((await payeesByKey(ctx, [...wantedPayees.keys()])).map((p) => [p.key, p])),
    knownCrews = new Map((await crewsByKey(ctx, [...wantedCrews.keys()])).map((c) => [c.key, c]))
  const missing = (all: ReadonlyMap<string, Wanted>, known: ReadonlyMap<string, unknown>): Wanted[] => [...all.values()].filter((w) => !known.has(w.key))
  const newPayees = mapping.unmatchedPayee === 'create' ? missing(wantedPayees, knownPayees) : [],
    newCrews = mapping.unmatchedCrew === 'create' ? missing(wantedCrews, knownCrews) : []
  const made = await makePeople(ctx, imported, newPayees, newCrews, tally, writes)
  const unassigned = mapping.unassignedPayee === undefined ? null : decodeId('payee', mapping.unassignedPayee)
  const resolved: Resolved[] = [],
    refusals: RowRefusal[] = []
  for (const { draft, cells } of rows) {
    const faults: { column: string; code: string; sentence: string }[] = []
    let payeeId: string | null = null,
      crewId: string | null = null
    if (draft.payeeKey === undefined) payeeId = bound.payee !== undefined && mapping.blankPayee === 'unassigned' ? unassigned : null
    else {
      const key = matchKey(draft.payeeKey)
      payeeId = knownPayees.get(key)?.id ?? made.payees.get(key) ?? (mapping.unmatchedPayee === 'unassigned' ? unassigned : null)
      if (payeeId === null)
        faults.push({
          column: nameAt(names, bound.payee),
          code: 'unknown_payee',
          sentence: `No payee has the key “${draft.payeeKey.slice(0, 60)}”. Add the payee, correct the key, or let the mapping make new payees.`,
        })
    }
    if (draft.crewKey !== undefined) {
      const key = matchKey(draft.crewKey)
      crewId = knownCrews.get(key)?.id ?? made.crews.get(key) ?? null
      if (crewId === null)
        faults.push({
          column: nameAt(names, bound.crew),
          code: 'unknown_crew',
          sentence: `No crew has the key “${draft.crewKey.slice(0, 60)}”. Add the crew, correct the key, or let the mapping make new crews.`,
        })
    }
    if (faults.length === 0) {
      resolved.push({ draft, payeeId, crewId })
      continue
    }
    const outcome = refused(draft.line, cells, faults)
    if (outcome.refusal) refusals.push(outcome.refusal)
  }
  return { resolved, refusals }
}
const nameAt = (names: readonly string[], index: number | undefined): string => (index === undefined ? '' : (names[index] ?? ''))

interface Wanted {
  readonly key: string
  readonly text: string
  readonly name: string
  readonly line: number
}
function wanted(rows: readonly { draft: Draft }[], keyOf: (d: Draft) => string | undefined, nameOf: (d: Draft) => string): Map<string, Wanted> {
  const out = new Map<string, Wanted>()
  for (const { draft } of rows) {
    const text = keyOf(draft)
    if (text === undefined) continue
    const key = matchKey(text)
    if (!out.has(key)) out.set(key, { key, text, name: asPlainName(nameOf(draft)).slice(0, 120) || text.slice(0, 120), line: draft.line })
  }
  return out
}
async function makePeople(
  ctx: Ctx,
  imported: { id: string; number: string; attempt: number },
  newPayees: readonly Wanted[],
  newCrews: readonly Wanted[],
  tally: Tally,
  writes: boolean,
): Promise<{ payees: Map<string, string>; crews: Map<string, string> }> {
  if (newPayees.length + newCrews.length === 0) return { payees: new Map(), crews: new Map() }
  if (!writes) {
    // Somebody new may be named in many slices and would be made once.
    const rows = [...newPayees.map((w) => ({ ...w, what: 'payee' as const })), ...newCrews.map((w) => ({ ...w, what: 'crew' as const }))].map((w) => ({
      id: newUuid(ctx.now),
      what: w.what,
      key: w.key,
      digest: '',
      line: w.line,
    }))
    const before = new Set((await noteKeys(ctx, imported.id, imported.attempt, rows)).map((r) => `${r.what} ${r.key}`))
    for (const w of newPayees) if (!before.has(`payee ${w.key}`)) countNew(tally.newPayees, w.name)
    for (const w of newCrews) if (!before.has(`crew ${w.key}`)) countNew(tally.newCrews, w.name)
    return { payees: new Map(newPayees.map((w) => [w.key, standIn(w.key)])), crews: new Map(newCrews.map((w) => [w.key, standIn(w.key)])) }
  }
  const payeeNumbers = await ctx.numbers('payee', newPayees.length),
    crewNumbers = await ctx.numbers('crew', newCrews.length)
  const payeeRows = newPayees.map((w, i) => ({ id: newUuid(ctx.now), number: payeeNumbers[i] as string, name: w.name, key: w.key, source: 'import' as const }))
  const crewRows = newCrews.map((w, i) => ({ id: newUuid(ctx.now), number: crewNumbers[i] as string, name: w.name, key: w.key }))
  if (payeeRows.length > 0) await ctx.tx.insert(payees).values(payeeRows)
  if (crewRows.length > 0) await ctx.tx.insert(crews).values(crewRows)
  for (const w of newPayees) countNew(tally.newPayees, w.name)
  for (const w of newCrews) countNew(tally.newCrews, w.name)
  ctx.record(payeesImported, imported.id, { number: imported.number, payees: payeeRows.length, crews: crewRows.length })
  return { payees: new Map(payeeRows.map((p) => [p.key, p.id])), crews: new Map(crewRows.map((c) => [c.key, c.id])) }
}
