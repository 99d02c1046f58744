// A table of any size is copied out whole, and the connection answers whatever is asked next, however slowly the copy was taken.
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { copyOut } from '../../scripts/backup-logical.ts'
import { admin } from '../support/world.ts'

test.each([0, 1, 40, 160, 170, 330, 660, 1_300, 20_000])(
  '%i rows of a hundred bytes',
  async (count) => {
    const own = await admin.reserve()
    let bytes = 0,
      newlines = 0
    for (let round = 0; round < 3; round++) {
      const rows = await copyOut(own, `select repeat('x', 99) from generate_series(1, ${count})`, async (piece) => {
        bytes += piece.length
        for (const byte of piece) if (byte === 10) newlines++
        await delay(1)
      })
      expect(rows).toBe(count)
    }
    expect([bytes, newlines]).toEqual([count * 300, count * 3])
    expect((await own`select 1 as n`)[0]).toEqual({ n: 1 })
    own.release()
  },
  20_000,
)
test('a query that fails says so, and the connection goes on', async () => {
  const own = await admin.reserve()
  await expect(copyOut(own, 'select 1 / (3 - i) from generate_series(1, 5) i', async () => undefined)).rejects.toThrow(/division by zero/)
  expect((await own`select 1 as n`)[0]).toEqual({ n: 1 })
  own.release()
})
