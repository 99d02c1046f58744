import { query } from '../access/operation.ts'
import { permissionNames, permissions, type Permission, type Reach } from '../access/permissions.ts'
import { Nothing } from './member-inputs.ts'
import { membersByStateAndRole } from './member-tally.ts'
import { rolesOf } from './role.ts'

/** The catalogue in parts that can be held apart: who moves money need not look after members, and the other way round. */
export const permissionGroups: readonly { readonly label: string; readonly nouns: readonly string[] }[] = [
  { label: 'Work', nouns: ['work', 'payee', 'program'] },
  { label: 'Awards', nouns: ['award'] },
  { label: 'Money', nouns: ['payout', 'batch', 'statement', 'ledger', 'originator', 'bank_detail', 'evidence'] },
  { label: 'Rewards', nouns: ['catalogue', 'redemption', 'dispute', 'earnings', 'delegation'] },
  { label: 'Members and roles', nouns: ['member', 'role', 'api_key'] },
  { label: 'Company and proof', nouns: ['audit', 'company', 'sign_in', 'network', 'support', 'job'] },
  { label: 'Everyone', nouns: ['home', 'session'] },
  { label: 'Installation', nouns: ['tenant', 'installation'] },
]
export const groupOf = <R extends { readonly name: Permission }>(rows: readonly R[]): { readonly label: string; readonly rows: R[] }[] =>
  permissionGroups
    .map(({ label, nouns }) => ({ label, rows: rows.filter((row) => nouns.includes(row.name.split('.')[0] as string)) }))
    .filter((group) => group.rows.length > 0)
/** Permissions whose acts ask for the second factor anew. */
export const asksAgain: ReadonlySet<Permission> = new Set<Permission>([
  'payout.approve',
  'payout.release',
  'bank_detail.change',
  'bank_detail.reveal',
  'member.invite',
  'member.change',
  'role.change',
  'network.change',
  'support.change',
  'sign_in.change',
  'api_key.change',
  'audit.erase',
  'company.change',
  'tenant.invite',
  'tenant.change',
])

/** The matrix of permissions and roles in words, as the operations themselves judge it. */
export const listRoles = query({
  name: 'tenancy.listRoles',
  needs: 'role.read',
  input: Nothing,
  run: async (ctx) => {
    const held = (await membersByStateAndRole(ctx)).filter(({ state }) => state === 'active' || state === 'suspended'),
      holders = (role?: string): number => held.reduce((sum, row) => (role === undefined || row.role === role ? sum + row.n : sum), 0)
    const shown = await rolesOf(ctx)
    const rows = permissionNames
      .filter((name) => shown.some((role) => role.grants[name] !== undefined))
      .map((name) => ({
        name,
        sentence: permissions[name],
        asksAgain: asksAgain.has(name),
        reaches: Object.fromEntries(shown.map((role) => [role.name, role.grants[name]])) as Readonly<Record<string, Reach | undefined>>,
      }))
    return {
      roles: shown.map(({ key, name, sentence, id, preset }) => ({ key, name, sentence, isOwn: id !== null, preset, members: holders(name) })),
      groups: groupOf(rows),
      members: holders(),
      mayChange: ctx.reach('role.change') === 'all',
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
    }
  },
})
