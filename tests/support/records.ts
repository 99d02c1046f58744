// An address for every page: its parameters filled with records of a company.
import { encodeId, type Noun } from '../../lib/kernel/id.ts'
import { roleNames } from '../../lib/access/roles.ts'
import { routePatterns } from './product-actions.ts'
import { admin } from './world.ts'

/** Which records a parameter stands for, by the beginning of its pattern. The longest that fits counts. */
const nouns: Readonly<Record<string, readonly [Noun, table: string]>> = {
  '/audit/': ['auditEvent', 'audit_events'], '/award-runs/': ['awardRun', 'award_runs'], '/awards/': ['award', 'awards'], '/batches/': ['batch', 'batches'], '/catalogue/': ['catalogueItem', 'catalogue_items'], '/crews/': ['crew', 'crews'], '/disputes/': ['dispute', 'disputes'],
  '/imports/': ['import', 'imports'], '/ledger/': ['ledgerAccount', 'ledger_accounts'], '/ledger/entries/': ['journalEntry', 'journal_entries'], '/mappings/': ['mapping', 'mappings'], '/members/': ['member', 'members'], '/my-earnings/awards/': ['award', 'awards'], '/my-earnings/payouts/': ['payout', 'payouts'],
  '/my-earnings/rewards/': ['catalogueItem', 'catalogue_items'], '/notifications/': ['notification', 'notifications'], '/payees/': ['payee', 'payees'], '/payouts/': ['payout', 'payouts'], '/programs/': ['program', 'programs'], '/redemptions/': ['redemption', 'redemptions'], '/statements/': ['statement', 'statements'],
  '/work/': ['workRecord', 'work_records'], '/switch/': ['member', 'members'], '/outbox/': ['message', 'identity.outbox'],
}
const words: Readonly<Record<string, readonly string[]>> = {
  act: ['role', 'suspend', 'resume', 'end', 'sessions', 'invite-again', 'withdraw'], rail: ['payroll_csv'], currency: ['USD'], version: ['1'], token: ['none'], step: ['password', 'factor', 'enrol', 'codes', 'company'], name: roleNames, reference: ['none'], document: ['security'],
}
export const pagePatterns = (): string[] => [...new Set(Object.entries(routePatterns()).filter(([file]) => file.endsWith('/page')).map(([, pattern]) => pattern))].filter((pattern) => !pattern.startsWith('/_')).sort()
export const handlerPatterns = (): string[] => [...new Set(Object.entries(routePatterns()).filter(([file]) => file.endsWith('/route')).map(([, pattern]) => pattern))].sort()

/** Ids of at most so many records of each kind of which there is one, newest first. */
export async function idsFor(tenant: string, pattern: string, most: number): Promise<string[]> {
  const fits = Object.keys(nouns).filter((start) => pattern.startsWith(start)).sort((a, b) => b.length - a.length)[0], found = fits === undefined ? undefined : nouns[fits]
  if (fits === undefined && pattern.startsWith('/operator/tenants/')) return [encodeId('tenant', tenant)]
  if (pattern.startsWith('/audit/export/')) return (await admin<{ id: string }[]>`select subject_id as id from audit_events where tenant_id = ${tenant} and event = 'audit.export_requested' order by seq desc limit ${most}`).map(({ id }) => encodeId('export', id))
  if (!found) return []
  const rows = await admin<{ id: string }[]>`select id from ${admin(found[1])} where tenant_id = ${tenant} order by id desc limit ${most}`
  return rows.map(({ id }) => encodeId(found[0], id))
}
/** Addresses of a pattern. A parameter of which there is no record is filled with what does not exist. */
export async function addressesOf(tenant: string, pattern: string, most = 1): Promise<string[]> {
  let out = [pattern]
  for (const [whole, name] of [...pattern.matchAll(/\[\[?(?:\.\.\.)?(\w+)\]?\]/g)].map((m) => [m[0], m[1] as string] as const)) {
    const ids = words[name] ?? (name === 'line' ? (await admin<{ id: string }[]>`select id from statement_lines where tenant_id = ${tenant} limit ${most}`).map(({ id }) => encodeId('statementLine', id)) : await idsFor(tenant, pattern, most))
    const given = ids.length > 0 ? ids : ['none']
    out = out.flatMap((path) => given.map((value) => path.replace(whole, value)))
  }
  return out
}
