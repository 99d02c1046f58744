import type { Permission, Reach } from '@/lib/access/permissions.ts'

/** Which right opens what stands below the first part of an address. What is not named here is open to everyone who is signed in. */
const rights: Readonly<Record<string, Permission>> = {
  work: 'work.read',
  imports: 'work.record',
  mappings: 'work.record',
  payees: 'payee.read',
  crews: 'payee.read',
  programs: 'program.read',
  awards: 'award.read',
  'award-runs': 'award.read',
  payouts: 'payout.read',
  batches: 'batch.read',
  statements: 'statement.read',
  ledger: 'ledger.read',
  catalogue: 'catalogue.read',
  redemptions: 'redemption.read',
  disputes: 'dispute.read',
  audit: 'audit.read',
  security: 'audit.read',
  members: 'member.read',
  roles: 'role.read',
  settings: 'company.read',
  operator: 'installation.read',
  outbox: 'installation.read',
}
/** What stands deeper and asks for another right than its place does. */
const deeper: Readonly<Record<string, Permission>> = { 'members/requests': 'member.change', 'members/reviews': 'role.read' }
/** Whether a link leads this reader anywhere but to a refusal. It grants nothing: the operation behind the page decides. */
export function mayFollow(reaches: Readonly<Partial<Record<Permission, Reach>>>, href: string): boolean {
  const [, place = '', below = ''] = /^\/([^/?#.]+)(?:\/([^/?#.]+))?/.exec(href) ?? [],
    right = deeper[`${place}/${below}`] ?? rights[place]
  return right === undefined || reaches[right] === 'all'
}
