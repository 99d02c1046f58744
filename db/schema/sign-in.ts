// Ways in that a company sets up for its own people: which domains are its own, and which providers vouch for them.
import { sql } from 'drizzle-orm'
import { boolean, check, index, jsonb, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant, word } from '../columns.ts'
import { oneOf, refers, tenantTable } from '../tenant-table.ts'
import { customRoles, mappablePresets, members } from './tenancy.ts'

/** `failing`: the record is gone, for less than three days. `lost`: for longer; nothing is linked by this domain any more. */
export const domainStates = ['pending', 'proven', 'failing', 'lost', 'removed'] as const
export type DomainState = (typeof domainStates)[number]
/** What the last look-up found: our record, other records, nothing, no answer, or our record while another company holds the domain. */
export const domainAnswers = ['found', 'other', 'none', 'unanswered', 'taken'] as const
export type DomainAnswer = (typeof domainAnswers)[number]

/** A mail domain that a company claims. Proven by a TXT record that holds the token; which company holds it stands in identity.proven_domains. */
export const domains = tenantTable(
  'domains',
  {
    name: text('name').notNull(),
    token: text('token').notNull(),
    state: word<DomainState>('state').notNull().default('pending'),
    answer: word<DomainAnswer>('answer'),
    provenAt: instant('proven_at'),
    checkedAt: instant('checked_at'),
    missingSince: instant('missing_since'),
    addedBy: uuid('added_by'),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('domains_name')
      .on(t.tenantId, t.name)
      .where(sql`state <> 'removed'`),
    index('domains_list').on(t.tenantId, t.state, t.id),
    oneOf('domains_state', t.state, domainStates),
    oneOf('domains_answer', t.answer, domainAnswers),
  ],
)

export const connectionStates = ['draft', 'on', 'off'] as const
export type ConnectionState = (typeof connectionStates)[number]
/** Whether the provider's second factor counts: never, when the assertion itself says so, or because an admin has said so on record. */
export const providerFactors = ['never', 'asserted', 'attested'] as const
export type ProviderFactor = (typeof providerFactors)[number]
/** The two ways in which providers vouch: SAML 2.0, and OpenID Connect. */
export const protocols = ['saml', 'oidc'] as const
export type Protocol = (typeof protocols)[number]
/** A provider of identities whose assertions this company accepts for its own people. `ssoUrl` is where people are sent. */
export const ssoConnections = tenantTable(
  'sso_connections',
  {
    name: text('name').notNull(),
    protocol: word<Protocol>('protocol').notNull().default('saml'),
    state: word<ConnectionState>('state').notNull().default('draft'),
    issuer: text('issuer').notNull(),
    ssoUrl: text('sso_url').notNull(),
    metadataUrl: text('metadata_url'),
    wantsResponseSigned: boolean('wants_response_signed').notNull().default(false),
    allowsProviderStart: boolean('allows_provider_start').notNull().default(false),
    joins: boolean('joins').notNull().default(false),
    /** The role of people who join and whose groups are mapped to none, a preset or the company's own; neither: they stay outside. */
    defaultRole: word<(typeof mappablePresets)[number]>('default_role'),
    defaultRoleId: uuid('default_role_id'),
    providerFactor: word<ProviderFactor>('provider_factor').notNull().default('never'),
    attestation: text('attestation'),
    attestedBy: uuid('attested_by'),
    attestedAt: instant('attested_at'),
    /** Where the provider takes a sign-out by redirect, and where its answer goes if elsewhere; asked for and answered only when `signsOut`. An OpenID provider says the first itself, and may have none: it tells of its own all the same. */
    logoutUrl: text('logout_url'),
    logoutAnswerUrl: text('logout_answer_url'),
    signsOut: boolean('signs_out').notNull().default(false),
    emailAttribute: text('email_attribute').notNull().default(''),
    nameAttribute: text('name_attribute').notNull().default(''),
    groupsAttribute: text('groups_attribute').notNull().default(''),
    createdBy: uuid('created_by'),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [
    refers('sso_connections_role', t, t.defaultRoleId, () => customRoles),
    oneOf('sso_connections_default', t.defaultRole, mappablePresets),
    check('sso_connections_default_one', sql`default_role is null or default_role_id is null`),
    oneOf('sso_connections_protocol', t.protocol, protocols),
    oneOf('sso_connections_state', t.state, connectionStates),
    oneOf('sso_connections_factor', t.providerFactor, providerFactors),
    check('sso_connections_logout', sql`not signs_out or logout_url is not null or protocol = 'oidc'`),
    index('sso_connections_list').on(t.tenantId, t.state, t.id),
  ],
)
export const clientProofs = ['post', 'basic'] as const
export type ClientProof = (typeof clientProofs)[number]
/**
 * What an OpenID provider says of itself, and who we are to it. `secret` is sealed with the envelope key; id and secret are entered once our
 * address is registered there. `proof` is how the secret is presented, `algorithms` what identity tokens may be signed with, and
 * `namesIssuer` that every answer comes with the issuer's name. `tellsSignOuts`: it says that it tells of the sign-outs that begin there.
 */
export const ssoClients = tenantTable(
  'sso_clients',
  {
    connectionId: uuid('connection_id').notNull(),
    clientId: text('client_id'),
    secret: bytes('secret'),
    secretSetAt: instant('secret_set_at'),
    proof: word<ClientProof>('proof').notNull(),
    tokenUrl: text('token_url').notNull(),
    keysUrl: text('keys_url').notNull(),
    userinfoUrl: text('userinfo_url'),
    algorithms: jsonb('algorithms').$type<readonly string[]>().notNull(),
    namesIssuer: boolean('names_issuer').notNull(),
    offersGroups: boolean('offers_groups').notNull(),
    tellsSignOuts: boolean('tells_sign_outs').notNull(),
    wantsVerifiedEmail: boolean('wants_verified_email').notNull().default(true),
    readAt: instant('read_at').notNull(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [
    refers('sso_clients_connection', t, t.connectionId, () => ssoConnections),
    uniqueIndex('sso_clients_once').on(t.tenantId, t.connectionId),
    oneOf('sso_clients_proof', t.proof, clientProofs),
    check('sso_clients_whole', sql`(client_id is null) = (secret is null)`),
  ],
)
/** What a provider signs with. Several may hold at once: the next one is added before the last one ends. */
export const ssoCertificates = tenantTable(
  'sso_certificates',
  {
    connectionId: uuid('connection_id').notNull(),
    pem: text('pem').notNull(),
    fingerprint: text('fingerprint').notNull(),
    subject: text('subject').notNull(),
    validFrom: instant('valid_from').notNull(),
    validUntil: instant('valid_until').notNull(),
    removedAt: instant('removed_at'),
  },
  (t) => [
    refers('sso_certificates_connection', t, t.connectionId, () => ssoConnections),
    uniqueIndex('sso_certificates_once')
      .on(t.tenantId, t.connectionId, t.fingerprint)
      .where(sql`removed_at is null`),
  ],
)
/** What this company signs with towards a provider, for one connection: the private key sealed with the envelope key, the certificate for the provider to know it by. */
export const ssoSigningKeys = tenantTable(
  'sso_signing_keys',
  {
    connectionId: uuid('connection_id').notNull(),
    secret: bytes('secret').notNull(),
    pem: text('pem').notNull(),
    fingerprint: text('fingerprint').notNull(),
    validUntil: instant('valid_until').notNull(),
    endedAt: instant('ended_at'),
  },
  (t) => [
    refers('sso_signing_keys_connection', t, t.connectionId, () => ssoConnections),
    uniqueIndex('sso_signing_keys_once')
      .on(t.tenantId, t.connectionId)
      .where(sql`ended_at is null`),
  ],
)
/** Which role a group of the provider means, a preset or the company's own, in the order in which they are tried. */
export const ssoGroupRoles = tenantTable(
  'sso_group_roles',
  {
    connectionId: uuid('connection_id').notNull(),
    groupName: text('group_name').notNull(),
    preset: word<(typeof mappablePresets)[number]>('preset'),
    roleId: uuid('role_id'),
  },
  (t) => [
    refers('sso_group_roles_role', t, t.roleId, () => customRoles),
    oneOf('sso_group_roles_preset', t.preset, mappablePresets),
    check('sso_group_roles_whose', sql`(preset is null) <> (role_id is null)`),
    refers('sso_group_roles_connection', t, t.connectionId, () => ssoConnections),
    uniqueIndex('sso_group_roles_once').on(t.tenantId, t.connectionId, t.groupName),
  ],
)
/** Whom a subject of a provider is here. Found by connection, issuer and subject; never by address. */
export const ssoIdentities = tenantTable(
  'sso_identities',
  {
    connectionId: uuid('connection_id').notNull(),
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    memberId: uuid('member_id').notNull(),
    accountId: uuid('account_id').notNull(),
    lastUsedAt: instant('last_used_at').notNull(),
  },
  (t) => [
    refers('sso_identities_connection', t, t.connectionId, () => ssoConnections),
    refers('sso_identities_member', t, t.memberId, () => members),
    uniqueIndex('sso_identities_once').on(t.tenantId, t.connectionId, t.issuer, t.subject),
    index('sso_identities_members').on(t.tenantId, t.memberId),
  ],
)
export interface LogoutTest {
  readonly state: 'sent' | 'passed' | 'refused'
  readonly check: string | null
  readonly found: string | null
}
export const testStates = ['waiting', 'passed', 'refused'] as const
/** A test sign-in: what was received, as what it was read, or which check refused it. Nobody is signed in by one. `logout`: what became of a sign-out that followed it. */
export const ssoTests = tenantTable(
  'sso_tests',
  {
    connectionId: uuid('connection_id').notNull(),
    memberId: uuid('member_id').notNull(),
    state: word<(typeof testStates)[number]>('state').notNull().default('waiting'),
    refusedBy: text('refused_by'),
    found: text('found'),
    received: jsonb('received'),
    mapped: jsonb('mapped'),
    logout: jsonb('logout').$type<LogoutTest>(),
    endedAt: instant('ended_at'),
  },
  (t) => [
    refers('sso_tests_connection', t, t.connectionId, () => ssoConnections),
    refers('sso_tests_member', t, t.memberId, () => members),
    index('sso_tests_list').on(t.tenantId, t.connectionId, t.id),
    oneOf('sso_tests_state', t.state, testStates),
  ],
)
