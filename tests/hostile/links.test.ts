// No link leads nowhere: whatever a page shows a role, that role can open.
import { beforeAll, describe, expect, test } from 'vitest'
import { roles } from '../../lib/access/roles.ts'
import { crawlLinks } from '../support/crawl-links.ts'
import { fillCompany } from '../support/fill-company.ts'
import { sessionsOf, signIn } from '../support/hostile-post.ts'
import type { World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = (await fillCompany()).world
}, 600_000)
type Role = keyof World['people']
const memberOf = (role: Role): { tenant: string; memberId: string; accountId: string } => {
  const { caller, memberId, accountId } = world.people[role]
  if (caller.door.kind !== 'session') throw new Error('a person has a session')
  return { tenant: caller.door.tenant, memberId, accountId }
}
/** Where a person of this role begins, and what is opened by the address alone. */
const startOf = (role: Role): string[] => [
  '/',
  '/account/profile',
  ...(roles[role]['earnings.read'] === undefined ? [] : ['/my-earnings']),
  ...(role === 'operator' ? ['/outbox'] : []),
]
/** Following these ends or changes something, or hands out a file once. */
const changes = (path: string): boolean => /^\/(sign-out|signed-out|switch\/|api\/audit\/exports\/)/.test(path)

describe.each(['owner', 'admin', 'manager', 'finance', 'office', 'dispatch', 'crew', 'read_only', 'operator'] as const)('as %s', (role) => {
  test('every link that a page shows leads to a page', async () => {
    const sessions = sessionsOf(() => signIn(memberOf(role))),
      { broken, followed, patterns } = await crawlLinks(startOf(role), async () => (await sessions.next()).cookie, 2, changes)
    expect(broken).toEqual([])
    console.log(`${role}: ${followed} links, ${patterns.size} patterns`)
    expect(patterns.size).toBeGreaterThan(role === 'crew' || role === 'operator' ? 8 : 20)
  }, 600_000)
})
