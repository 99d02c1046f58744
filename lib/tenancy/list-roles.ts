import { count, inArray } from 'drizzle-orm'
import { members } from '../../db/schema/tenancy.ts'
import { query } from '../access/operation.ts'
import { permissionNames, permissions, type Permission, type Reach } from '../access/permissions.ts'
import { companyRoles, reachOf, roleSentences, type RoleName } from '../access/roles.ts'
import { platformTenant } from '../kernel/platform-tenant.ts'
import { Nothing } from './member-inputs.ts'

export const permissionGroups: readonly { readonly label: string; readonly nouns: readonly string[] }[] = [
  { label: 'Work', nouns: ['work', 'payee', 'program'] }, { label: 'Earn', nouns: ['award', 'payout', 'batch', 'statement', 'ledger', 'originator', 'bank_detail', 'evidence'] }, { label: 'Rewards', nouns: ['catalogue', 'redemption', 'dispute', 'earnings', 'delegation'] },
  { label: 'People and proof', nouns: ['member', 'role', 'audit', 'company', 'job'] }, { label: 'Everyone', nouns: ['home', 'session'] }, { label: 'Installation', nouns: ['tenant', 'installation'] },
]
/** Permissions whose acts ask for the second factor anew. */
export const asksAgain: ReadonlySet<Permission> = new Set<Permission>(['payout.approve', 'payout.release', 'bank_detail.change', 'bank_detail.reveal', 'member.invite', 'member.change', 'audit.erase', 'company.change', 'tenant.invite', 'tenant.change'])

/** The matrix of permissions and roles in words, as the operations themselves judge it. */
export const listRoles = query({
  name: 'tenancy.listRoles', needs: 'role.read', input: Nothing,
  run: async (ctx) => {
    const held = await ctx.tx.select({ role: members.role, n: count() }).from(members).where(inArray(members.state, ['active', 'suspended'])).groupBy(members.role)
    const shown: readonly RoleName[] = ctx.tenant === platformTenant ? ['operator'] : companyRoles
    const groups = permissionGroups.map(({ label, nouns }) => ({
      label, rows: permissionNames.filter((name) => nouns.includes(name.split('.')[0] as string) && shown.some((role) => reachOf(role, name) !== undefined))
        .map((name) => ({ name, sentence: permissions[name], asksAgain: asksAgain.has(name), reaches: Object.fromEntries(shown.map((role) => [role, reachOf(role, name)])) as Readonly<Partial<Record<RoleName, Reach | undefined>>> })),
    })).filter((group) => group.rows.length > 0)
    return {
      roles: shown.map((name) => ({ name, sentence: roleSentences[name], members: held.find((row) => row.role === name)?.n ?? 0 })), groups,
      members: held.reduce((n, row) => n + row.n, 0), place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
    }
  },
})
