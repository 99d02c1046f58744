// What the database writes of an event itself: nobody who may add one can put it into another time, where no page and no search would show it.
import { expect, test } from 'vitest'
import { newUuid, uuidSource } from '../../lib/kernel/id.ts'
import { admin, makeWorld } from '../support/world.ts'
import { enter } from './live-log.ts'

const insert = `insert into public.audit_events (tenant_id, id, created_at, seq, xid, at, actor_kind, actor_id, actor_role, event, subject_kind, detail, permission, request_id, correlation_id)
  values ($1, $2, $3, 1, 1, $3, 'member', gen_random_uuid(), 'owner', 'test.forged', 'test', '{}', '', 'test', gen_random_uuid())`
const at = (milliseconds: number): string => uuidSource()(new Date(Date.now() + milliseconds))

test.each([
  ['two years ago', at(-63_072_000_000)],
  ['an hour and a minute ago', at(-3_660_000)],
  ['in an hour and a minute', at(3_660_000)],
  ['at no time', '00000000-0000-7000-8000-000000000000'],
  ['at the end of time', 'ffffffff-ffff-7fff-bfff-ffffffffffff'],
])('an event whose id was made %s is refused', async (_when, id) => {
  const world = await makeWorld(),
    connection = await enter(world.tenant)
  try {
    await expect(connection.unsafe(insert, [world.tenant, id, '2024-07-11T00:00:00Z'])).rejects.toThrow('the id of an audit event is of another time')
  } finally {
    await connection.unsafe('rollback')
    connection.release()
  }
  expect(await world.events('test.forged')).toEqual([])
})
test('moment, order, transaction and actor are the database’s own, whatever was written', async () => {
  const world = await makeWorld(),
    connection = await enter(world.tenant),
    id = newUuid(new Date())
  await connection.unsafe(insert, [world.tenant, id, '2024-07-11T00:00:00Z'])
  await connection.unsafe('commit')
  connection.release()
  const [row] =
    await admin`select at > now() - interval '1 minute' as now, created_at = at as same, seq > 1 as ordered, xid > 1 as transaction, actor_id from audit_events where id = ${id}`
  expect(row).toEqual({ now: true, same: true, ordered: true, transaction: true, actor_id: null })
})
test('a clock that ran ahead and was set right leaves no ids ahead of it; one that trembles leaves them rising', () => {
  const follow = uuidSource(60_000),
    stay = uuidSource(),
    now = Date.now()
  const milliseconds = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
  for (const source of [follow, stay]) source(new Date(now + 7_200_000))
  expect(milliseconds(follow(new Date(now)))).toBe(now)
  expect(milliseconds(stay(new Date(now)))).toBe(now + 7_200_000)
  const [before, after] = [follow(new Date(now + 30_000)), follow(new Date(now + 1_000))] as [string, string]
  expect(after > before).toBe(true)
})
