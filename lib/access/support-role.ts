import { DoorShut } from './passage.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { Support } from './ctx.ts'
import type { Permission } from './permissions.ts'
import { roles, type Role } from './roles.ts'

/**
 * What an operator may whom a company has let in: the preset that reads, without what leaves as a file or on paper, without an account of their
 * own there, and without bank statements, which name other people's accounts.
 */
const withheld: ReadonlySet<Permission> = new Set(['audit.export', 'evidence.print', 'session.own', 'statement.read', 'api_key.read'])
export const supportRole: Role = {
  name: 'operator',
  preset: 'read_only',
  grants: Object.fromEntries(Object.entries(roles.read_only).filter(([name]) => !withheld.has(name as Permission))),
}

/**
 * Whatever the permission: no command, which would change something or take it out of the house, and nothing that asks for a second factor,
 * because it reveals. The door has made the transaction read-only as well.
 * @throws DoorShut when the grant is over, as the door would at the next request
 */
export function demandLooking(operation: { readonly kind: 'command' | 'query'; readonly stepUp: unknown }, support: Support, now: Date): void {
  if (now >= support.endsAt) throw new DoorShut('the grant is over')
  if (operation.kind === 'command' || operation.stepUp !== undefined)
    throw new Refusal('forbidden', `You look under ${support.number}, which changes nothing and takes nothing out. Somebody of the company does this.`)
}
