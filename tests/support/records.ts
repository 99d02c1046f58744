// An address for every page: its parameters filled with records of a company, such as the person who asks may open.
import { encodeId, type Noun } from '../../lib/kernel/id.ts'
import { roleNames } from '../../lib/access/roles.ts'
import { statementMappingPrefix } from '../../lib/incentives/mapping-name.ts'
import { routePatterns } from './product-actions.ts'
import { admin } from './world.ts'

/** Which records a parameter stands for, by the beginning of its pattern. The longest that fits counts. */
const nouns: Readonly<Record<string, readonly [Noun, table: string]>> = {
  '/audit/': ['auditEvent', 'audit_events'],
  '/award-runs/': ['awardRun', 'award_runs'],
  '/awards/': ['award', 'awards'],
  '/batches/': ['batch', 'batches'],
  '/catalogue/': ['catalogueItem', 'catalogue_items'],
  '/crews/': ['crew', 'crews'],
  '/disputes/': ['dispute', 'disputes'],
  '/imports/': ['import', 'imports'],
  '/ledger/': ['ledgerAccount', 'ledger_accounts'],
  '/ledger/entries/': ['journalEntry', 'journal_entries'],
  '/mappings/': ['mapping', 'mappings'],
  '/members/': ['member', 'members'],
  '/members/recovery/': ['recovery', 'recoveries'],
  '/members/requests/': ['accessRequest', 'access_requests'],
  '/members/reviews/': ['review', 'reviews'],
  '/my-earnings/awards/': ['award', 'awards'],
  '/my-earnings/payouts/': ['payout', 'payouts'],
  '/my-earnings/rewards/': ['catalogueItem', 'catalogue_items'],
  '/notifications/': ['notification', 'notifications'],
  '/payees/': ['payee', 'payees'],
  '/payouts/': ['payout', 'payouts'],
  '/programs/': ['program', 'programs'],
  '/redemptions/': ['redemption', 'redemptions'],
  '/security/alerts/': ['alert', 'security_alerts'],
  '/settings/domains/': ['domain', 'domains'],
  '/settings/sso/': ['ssoConnection', 'sso_connections'],
  '/settings/provisioning/': ['scimToken', 'scim_tokens'],
  '/settings/keys/': ['apiKey', 'api_keys'],
  '/settings/support/': ['supportGrant', 'support_grants'],
  '/operator/support/': ['supportGrant', 'support_grants'],
  '/scim/v2/Users/': ['scimUser', 'scim_users'],
  '/scim/v2/Groups/': ['scimGroup', 'scim_groups'],
  '/settings/sso/required/': ['domain', 'domains'],
  '/statements/': ['statement', 'statements'],
  '/statements/files/': ['statementFile', 'statement_files'],
  '/work/': ['workRecord', 'work_records'],
  '/roles/': ['role', 'roles'],
  '/switch/': ['member', 'members'],
  '/outbox/': ['message', 'identity.outbox'],
}
const words: Readonly<Record<string, readonly string[]>> = {
  act: ['role', 'suspend', 'resume', 'end', 'sessions', 'invite-again', 'withdraw'],
  rail: ['payroll_csv'],
  currency: ['USD'],
  version: ['1'],
  token: ['none'],
  step: ['password', 'factor', 'enrol', 'codes', 'company'],
  name: roleNames,
  document: ['security'],
  whose: ['company', 'crew'],
}
const wordsOf = (name: string, pattern: string): readonly string[] | undefined =>
  name === 'act' && pattern.startsWith('/operator/')
    ? ['suspend', 'resume']
    : name === 'act' && pattern.startsWith('/roles/')
      ? ['copy', 'change', 'end']
      : name === 'act' && pattern.startsWith('/members/requests/')
        ? ['approve', 'refuse', 'end']
        : name === 'act' && pattern.startsWith('/members/reviews/')
          ? ['keep', 'remove', 'close', 'repeat']
          : words[name]
export const pagePatterns = (): string[] =>
  [
    ...new Set(
      Object.entries(routePatterns())
        .filter(([file]) => file.endsWith('/page'))
        .map(([, pattern]) => pattern),
    ),
  ]
    .filter((pattern) => !pattern.startsWith('/_'))
    .sort()
export const handlerPatterns = (): string[] =>
  [
    ...new Set(
      Object.entries(routePatterns())
        .filter(([file]) => file.endsWith('/route'))
        .map(([, pattern]) => pattern),
    ),
  ].sort()

/** Who asks; of what belongs to one person only their own is chosen. */
export interface Asker {
  readonly memberId: string
  readonly accountId: string
}
const ids = (rows: readonly { id: string }[], noun: Noun): string[] => rows.map(({ id }) => encodeId(noun, id))

/** Ids of at most so many records of each kind of which there is one, newest first. */
export async function idsFor(tenant: string, pattern: string, most: number, asker?: Asker): Promise<string[]> {
  if (pattern.startsWith('/operator/tenants/')) return [encodeId('tenant', tenant)]
  // What one act of raising brought is found by the key of its form.
  if (pattern.startsWith('/payouts/raised/'))
    return (
      await admin<{ id: string }[]>`select idempotency_key as id from payouts where tenant_id = ${tenant} and reissues_id is null order by id desc limit 1`
    ).map(({ id }) => id.replace(/:pye_.*$|:[0-9a-f-]{36}$/, ''))
  // Reports of strangers belong to no company, factors to an account.
  if (pattern.startsWith('/operator/reports/'))
    return ids(await admin<{ id: string }[]>`select id from identity.vulnerability_reports order by id desc limit ${most}`, 'report')
  if (pattern.startsWith('/account/factors/'))
    return ids(
      await admin<
        { id: string }[]
      >`select id from identity.factors where account_id = ${asker?.accountId ?? null} and removed_at is null order by id desc limit ${most}`,
      'factor',
    )
  if (pattern.startsWith('/audit/export/'))
    return ids(
      await admin<
        { id: string }[]
      >`select subject_id as id from audit_events where tenant_id = ${tenant} and event = 'audit.export_requested' order by seq desc limit ${most}`,
      'export',
    )
  if (pattern.startsWith('/settings/sso/') && !pattern.startsWith('/settings/sso/required/')) return ids(await connectionsFor(tenant, pattern), 'ssoConnection')
  const fits = Object.keys(nouns)
      .filter((start) => pattern.startsWith(start))
      .sort((a, b) => b.length - a.length)[0],
    found = fits === undefined ? undefined : nouns[fits]
  if (fits === undefined || !found) return []
  const mine =
    asker === undefined
      ? admin``
      : /^\/my-earnings\/(awards|payouts)\//.test(fits)
        ? admin`and payee_id in (select id from payees where tenant_id = ${tenant} and member_id = ${asker.memberId})`
        : fits === '/notifications/'
          ? admin`and member_id = ${asker.memberId}`
          : fits === '/switch/'
            ? admin`and id = ${asker.memberId}`
            : fits === '/members/recovery/' || fits === '/roles/'
              ? admin`and ended_at is null`
              : // How an account's statements are read is kept as a mapping too, and has no page.
                fits === '/mappings/'
                ? admin`and name not like ${`${statementMappingPrefix}%`}`
                : admin``
  return ids(await admin<{ id: string }[]>`select id from ${admin(found[1])} where tenant_id = ${tenant} ${mine} order by id desc limit ${most}`, found[0])
}
/** Addresses of a pattern. A parameter of which there is no record is filled with what does not exist. */
export async function addressesOf(tenant: string, pattern: string, most = 1, asker?: Asker): Promise<string[]> {
  // It stands ahead of a file and asks for nothing else.
  let out = [pattern === '/confirm' ? '/confirm?next=%2Fmembers.csv' : pattern]
  for (const [whole, name] of [...pattern.matchAll(/\[\[?(?:\.\.\.)?(\w+)\]?\]/g)].map((m) => [m[0], m[1] as string] as const)) {
    const found =
      wordsOf(name, pattern) ??
      (name === 'line'
        ? pattern.startsWith('/members/reviews/')
          ? await reviewLineOf(tenant)
          : await lineOf(tenant)
        : name === 'reference'
          ? await referenceOf()
          : name === 'certificate' || name === 'test'
            ? await ofNewestConnection(tenant, name)
            : await idsFor(tenant, pattern, most, asker))
    const given = found.length > 0 ? found : ['none']
    out = out.flatMap((path) => given.map((value) => path.replace(whole, value)))
  }
  return out
}
/** A line of the newest statement, which is what `/statements/[id]` stands for. */
const lineOf = async (tenant: string): Promise<string[]> =>
  ids(
    await admin<
      { id: string }[]
    >`select id from statement_lines where tenant_id = ${tenant} and statement_id = (select id from statements where tenant_id = ${tenant} order by id desc limit 1) limit 1`,
    'statementLine',
  )
/** A line of the newest review, which is what `/members/reviews/[id]` stands for. */
const reviewLineOf = async (tenant: string): Promise<string[]> =>
  ids(
    await admin<
      { id: string }[]
    >`select id from review_lines where tenant_id = ${tenant} and review_id = (select id from reviews where tenant_id = ${tenant} order by id desc limit 1) order by id limit 1`,
    'reviewLine',
  )
/** The newest connection of each protocol that has such a page: clients are of OpenID Connect, certificates of SAML. */
const connectionsFor = (tenant: string, pattern: string) =>
  admin<
    { id: string }[]
  >`select distinct on (protocol) id from sso_connections where tenant_id = ${tenant} and protocol = any(${/\/(client|reread)$/.test(pattern) ? ['oidc'] : /\/(certificates|tests|logout)/.test(pattern) ? ['saml'] : ['saml', 'oidc']}) order by protocol, id desc`
/** Of the newest connection by SAML, which is what `/settings/sso/[id]` stands for. */
const ofNewestConnection = async (tenant: string, what: 'certificate' | 'test'): Promise<string[]> =>
  ids(
    await admin<
      { id: string }[]
    >`select id from ${admin(what === 'test' ? 'sso_tests' : 'sso_certificates')} where tenant_id = ${tenant} and connection_id = (select id from sso_connections where tenant_id = ${tenant} and protocol = 'saml' order by id desc limit 1) limit 1`,
    what === 'test' ? 'ssoTest' : 'ssoCertificate',
  )
const referenceOf = async (): Promise<string[]> =>
  (await admin<{ reference: string }[]>`select reference from identity.vulnerability_reports order by id desc limit 1`).map(({ reference }) => reference)
