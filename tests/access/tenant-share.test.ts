// One company that keeps every connection of its share busy waits for itself; another is served meanwhile, and nothing of the share is lost.
import { expect, test } from 'vitest'
import { z } from 'zod'
import { query } from '../../lib/access/operation.ts'
import { heldByTenantMax, takeShare } from '../../lib/access/tenant-share.ts'
import { makeWorld, refusalOf } from '../support/world.ts'

let letGo: () => void = () => undefined
const gate = new Promise<void>((resolve) => {
  letGo = resolve
})
const slow = query({
  name: 'test.holdConnection',
  needs: 'home.read',
  input: z.strictObject({}),
  run: async () => {
    await gate
    return true
  },
})
const quick = query({ name: 'test.askQuickly', needs: 'home.read', input: z.strictObject({}), run: async () => true })

test('a company that holds its share is refused more, while another is served; afterwards it is served again', async () => {
  const [busy, other] = await Promise.all([makeWorld(), makeWorld()])
  const held = Array.from({ length: heldByTenantMax }, () => busy.as('owner').run(slow, {}))
  await new Promise((resolve) => {
    setImmediate(resolve)
  })
  const refused = refusalOf(busy.as('finance').run(quick, {}))
  expect(await other.as('owner').run(quick, {})).toBe(true)
  expect(await refused).toMatchObject({ code: 'unavailable' })
  const next = busy.as('finance').run(quick, {})
  letGo()
  expect(await Promise.all([...held, next])).toEqual(Array.from({ length: heldByTenantMax + 1 }, () => true))
  expect(await Promise.all(Array.from({ length: 3 * heldByTenantMax }, () => busy.as('owner').run(quick, {})))).toHaveLength(3 * heldByTenantMax)
})
test('a place that is given back twice is one place', async () => {
  const places = await Promise.all(Array.from({ length: heldByTenantMax }, () => takeShare('t')))
  places[0]?.()
  places[0]?.()
  const again = await takeShare('t')
  await expect(takeShare('t')).rejects.toMatchObject({ code: 'unavailable' })
  for (const leave of [...places, again]) leave()
})
