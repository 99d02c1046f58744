/** Every permission with the sentence that the role editor and the audit drawer show. The name is `noun.verb`. */
export const permissions = {
  'home.read': 'See the home page and what waits for oneself',
  'company.read': 'See the company settings',
  'company.change': 'Change company settings and the approval policy',
  'network.change': 'Choose from which networks people may come in',
  'member.read': 'See who belongs to the company',
  'member.invite': 'Invite members',
  'member.change': 'Change roles, suspend and end memberships',
  'sign_in.change': 'Set up domains, single sign-on and which factors count',
  'role.read': 'See roles and what each may do',
  'role.change': 'Make, change and end the company’s own roles',
  'api_key.read': 'See API keys: own ones, or everybody’s',
  'api_key.change': 'Make API keys that act for oneself, and revoke own ones, or everybody’s',
  'support.change': 'Let an operator of the installation look in for a time, and end that',
  'session.own': 'Manage own sessions, factors, name and notifications',
  'audit.read': 'Search and read the audit log',
  'audit.export': 'Export the audit log and its proofs',
  'audit.erase': 'Erase a person’s plain details from the log, keeping every proof',
  'work.read': 'See work records',
  'work.record': 'Record, correct and import work',
  'payee.read': 'See payees',
  'payee.change': 'Add and change payees and crews',
  'bank_detail.change': 'Enter and confirm bank details',
  'bank_detail.reveal': 'Reveal a full bank account number',
  'program.read': 'See programs and their rules',
  'program.change': 'Write and change programs, rules and budgets',
  'program.activate': 'Activate rules, pause and end programs',
  'award.read': 'See awards and how they were earned',
  'award.compute': 'Compute the awards of a period',
  'award.confirm': 'Confirm or decline awards',
  'award.nominate': 'Nominate a payee for an award',
  'award.correct': 'Correct an award after the fact',
  'payout.read': 'See payouts',
  'payout.raise': 'Raise, reissue, hold and resume payouts',
  'payout.approve': 'Approve or reject payouts',
  'payout.release': 'Release batches to the bank',
  'batch.read': 'See batches',
  'batch.make': 'Make, change and cancel batches',
  'batch.download': 'Download bank files',
  'statement.read': 'See bank statements',
  'statement.import': 'Import bank statements and match their lines',
  'ledger.read': 'See ledger accounts and journal entries',
  'originator.change': 'Change who pays: originator settings',
  'catalogue.read': 'See the catalogue',
  'catalogue.change': 'Change the catalogue',
  'redemption.request': 'Redeem a balance',
  'redemption.read': 'See redemptions',
  'redemption.decide': 'Fulfil or cancel redemptions',
  'dispute.open': 'Dispute a line',
  'dispute.read': 'See disputes',
  'dispute.decide': 'Answer disputes',
  'earnings.read': 'See own earnings',
  'delegation.change': 'Delegate own approvals while away',
  'evidence.print': 'Print evidence packs',
  'job.read': 'See failed background jobs',
  'tenant.read': 'See the companies of this installation',
  'tenant.invite': 'Invite a new company',
  'tenant.change': 'Suspend and resume companies',
  'installation.read': 'See health, jobs, mail and vulnerability reports of the installation',
  'installation.change': 'Resume after a restore, retry jobs, acknowledge reports, help a locked-out account',
} as const
export type Permission = keyof typeof permissions
export const permissionNames = Object.keys(permissions) as Permission[]

/** What may be delegated while away, and what a delegate must be able to see anyway. Everything else stays with its holder. */
export const delegable = { 'payout.approve': 'payout.read', 'award.confirm': 'award.read' } as const satisfies Partial<Record<Permission, Permission>>
export type Delegable = keyof typeof delegable
export const isDelegable = (name: string): name is Delegable => Object.hasOwn(delegable, name)

/** How far a permission reaches: one's own rows, those of one's crew, or all of the company. */
export const reaches = ['own', 'crew', 'all'] as const
export type Reach = (typeof reaches)[number]
/** Reading that can be limited to a crew or to oneself: the operations behind these filter by it. */
const limitable: ReadonlySet<Permission> = new Set(['work.read', 'award.read', 'payout.read', 'redemption.read', 'dispute.read'])
/** About oneself by their nature. */
const aboutOneself: ReadonlySet<Permission> = new Set(['home.read', 'session.own', 'earnings.read', 'redemption.request', 'dispute.open'])
/** What belongs to one person, whom a crew has no part in. */
const ownOrAll: ReadonlySet<Permission> = new Set(['api_key.read', 'api_key.change'])
/** How far a permission can reach. An act that does not judge by reach must not be given a short one: it would reach everything all the same. */
export const reachesOf = (permission: Permission): readonly Reach[] =>
  limitable.has(permission) ? reaches : ownOrAll.has(permission) ? ['own', 'all'] : aboutOneself.has(permission) ? ['own'] : ['all']
/** Without these nobody finds their way in or out again, so every role has them. */
export const everyones: readonly Permission[] = ['home.read', 'session.own']

/**
 * What a key for programs may be given: the rights behind the calls of the interface (lib/api/calls.ts; a test compares), and no right whose acts
 * ask for a second factor, because a program has none.
 */
export const keyable: readonly Permission[] = [
  'work.read',
  'work.record',
  'payee.read',
  'payee.change',
  'program.read',
  'award.read',
  'award.nominate',
  'payout.read',
  'payout.raise',
  'batch.read',
  'statement.read',
  'ledger.read',
  'catalogue.read',
  'catalogue.change',
  'dispute.read',
  'dispute.decide',
  'member.read',
  'audit.read',
]
