import { delegable, permissionNames, reaches, reachesOf, type Delegable, type Permission, type Reach } from './permissions.ts'

/** The presets. They cannot be edited; a custom role starts as a copy. */
export const roleNames = ['owner', 'admin', 'manager', 'finance', 'office', 'dispatch', 'crew', 'read_only', 'operator'] as const
export type RoleName = (typeof roleNames)[number]
export const companyRoles = roleNames.filter((name) => name !== 'operator')
export const roleSentences: Readonly<Record<RoleName, string>> = {
  owner: 'Does what an admin and finance do, and decides over the company itself',
  admin: 'Members, roles, security and audit',
  manager: 'Sets programs, confirms awards, approves payouts within a limit',
  finance: 'Raises, approves and releases payouts, reconciles with the bank',
  office: 'Records work, fulfils redemptions, answers disputes',
  dispatch: 'Records and corrects work',
  crew: 'Sees own work and earnings, redeems, disputes',
  read_only: 'Reads, exports and verifies; changes nothing',
  operator: 'Runs the installation; never sees a company’s content',
}
export type Grants = Readonly<Partial<Record<Permission, Reach>>>
const all = (...names: Permission[]): Grants => Object.fromEntries(names.map((name) => [name, 'all']))
const everyone: Grants = { 'home.read': 'own', 'session.own': 'own' }
const earner: Grants = { 'earnings.read': 'own', 'catalogue.read': 'all', 'redemption.request': 'own', 'dispute.open': 'own' }
const readers = all(
  'work.read',
  'payee.read',
  'program.read',
  'award.read',
  'payout.read',
  'batch.read',
  'statement.read',
  'ledger.read',
  'catalogue.read',
  'redemption.read',
  'dispute.read',
  'evidence.print',
)
const ownKeys: Grants = { 'api_key.read': 'own', 'api_key.change': 'own' }
const adminOnly = all(
  'api_key.read',
  'api_key.change',
  'company.read',
  'company.change',
  'member.read',
  'member.invite',
  'member.change',
  'sign_in.change',
  'role.read',
  'role.change',
  'network.change',
  'support.change',
  'audit.read',
  'audit.export',
  'audit.erase',
  'job.read',
  'payee.read',
  'program.read',
)
const financeOnly = all(
  'payout.raise',
  'payout.approve',
  'payout.release',
  'batch.make',
  'batch.download',
  'statement.import',
  'originator.change',
  'bank_detail.change',
  'bank_detail.reveal',
  'payee.change',
  'award.compute',
  'award.correct',
  'catalogue.change',
  'redemption.decide',
  'dispute.decide',
  'delegation.change',
  'company.read',
  'member.read',
)

export const roles: Readonly<Record<RoleName, Grants>> = {
  owner: {
    ...everyone,
    ...earner,
    ...readers,
    ...adminOnly,
    ...financeOnly,
    ...all('program.change', 'program.activate', 'award.confirm', 'award.nominate', 'work.record'),
  },
  admin: { ...everyone, ...earner, ...adminOnly },
  manager: {
    ...everyone,
    ...earner,
    ...ownKeys,
    ...readers,
    ...all(
      'work.record',
      'payee.change',
      'program.change',
      'program.activate',
      'award.compute',
      'award.confirm',
      'award.nominate',
      'award.correct',
      'payout.approve',
      'dispute.decide',
      'delegation.change',
      'member.read',
      'company.read',
    ),
  },
  finance: { ...everyone, ...earner, ...ownKeys, ...readers, ...financeOnly, ...all('audit.read', 'audit.export') },
  office: {
    ...everyone,
    ...earner,
    ...all(
      'work.read',
      'work.record',
      'payee.read',
      'payee.change',
      'program.read',
      'award.read',
      'catalogue.read',
      'catalogue.change',
      'redemption.read',
      'redemption.decide',
      'dispute.read',
      'dispute.decide',
    ),
  },
  dispatch: { ...everyone, ...earner, ...all('work.read', 'work.record', 'payee.read', 'program.read') },
  crew: {
    ...everyone,
    ...earner,
    'work.read': 'own',
    'award.read': 'own',
    'payout.read': 'own',
    'dispute.read': 'own',
    'redemption.read': 'own',
    'program.read': 'all',
  },
  read_only: { ...everyone, ...readers, ...all('company.read', 'member.read', 'role.read', 'audit.read', 'audit.export', 'api_key.read') },
  operator: {
    ...everyone,
    ...all(
      'tenant.read',
      'tenant.invite',
      'tenant.change',
      'installation.read',
      'installation.change',
      'audit.read',
      'audit.export',
      'member.read',
      'member.invite',
      'member.change',
      'role.read',
      'job.read',
    ),
  },
}
export const isRole = (name: string): name is RoleName => (roleNames as readonly string[]).includes(name)

/** How far the role may go with the permission; undefined: not at all. An unknown role may do nothing. */
export const reachOf = (role: string, permission: Permission): Reach | undefined => (isRole(role) ? roles[role][permission] : undefined)

/** What somebody holds: a preset, or a role of the company's own, which keeps the habits of the preset that it was copied from. */
export interface Role {
  readonly name: string
  readonly preset: RoleName | null
  readonly grants: Grants
}
/** The permissions of a company: what a role of its own can hold. The rest is the installation's. */
export const companyPermissions: readonly Permission[] = permissionNames.filter((name) => reachOf('owner', name) !== undefined)
/** A stored role, as far as it is known here: a permission that the product has no more, or a reach that it cannot have, is none. */
export function grantsFrom(stored: unknown): Grants {
  const given = (typeof stored === 'string' ? JSON.parse(stored) : (stored ?? {})) as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    companyPermissions.flatMap((name) => {
      const reach = reachesOf(name).find((one) => one === given[name])
      return reach === undefined ? [] : [[name, reach]]
    }),
  )
}
/** The role behind a membership: its name and, unless it is a preset, what the company stored of it. */
export function roleOf(name: string, own?: { readonly preset: string | null | undefined; readonly grants: unknown }): Role {
  if (isRole(name)) return { name, preset: name, grants: roles[name] }
  return { name, preset: own?.preset && isRole(own.preset) ? own.preset : null, grants: own?.preset ? grantsFrom(own.grants) : {} }
}
/** Whether one reach holds another: all holds crew, crew holds own. */
export const covers = (held: Reach | undefined, asked: Reach): boolean => held !== undefined && reaches.indexOf(held) >= reaches.indexOf(asked)
/** Whether somebody can see what the permission decides about; `read_only` changes nothing, so it stands in for nobody. */
export const mayStandIn = (role: Role, permission: Delegable): boolean => role.name !== 'read_only' && role.grants[delegable[permission]] === 'all'
