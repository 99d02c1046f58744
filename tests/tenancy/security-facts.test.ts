// What the settings of sign-in and a review say about everybody is true of everybody: who was here, who is signed in, what they prove themselves by.
import { expect, test } from 'vitest'
import { showSecurity } from '../../lib/tenancy/show-security.ts'
import { makePerson } from '../identity/person.ts'
import { admin, makeWorld } from '../support/world.ts'

test('the settings of sign-in count the members who were here, their open sessions and their ways in, and nobody else’s', async () => {
  const world = await makeWorld(),
    other = await makeWorld()
  const never = await makePerson(world.tenant, 'office')
  await admin`delete from identity.sessions where account_id = ${never.accountId}`
  const [one] = await admin<
    { members: number; seen: number; sessions: number }[]
  >`select count(distinct m.id)::int as members, count(distinct s.account_id)::int as seen,
    (count(s.id) filter (where s.ended_at is null and s.expires_at > now() and s.last_seen_at + make_interval(secs => s.idle_seconds_max) > now()))::int as sessions
    from public.members m left join identity.sessions s on s.tenant_id = m.tenant_id and s.account_id = m.account_id where m.tenant_id = ${world.tenant} and m.state = 'active'`
  const shown = await world.as('owner').run(showSecurity, {})
  expect({ members: shown.members, seen: shown.seen, sessions: shown.sessions }).toEqual(one)
  expect(shown.seen).toBe(shown.members - 1)
  expect(shown.sessions).toBeGreaterThan(3)
  // Nobody of this world has enrolled anything: that is a worry for each of them, and an all-clear would be false.
  expect(new Set(shown.worries.filter(({ why }) => why.startsWith('no second factor')).map(({ name }) => name)).size).toBe(shown.seen)
  expect((await other.as('owner').run(showSecurity, {})).members).toBe(shown.members - 1)
})
