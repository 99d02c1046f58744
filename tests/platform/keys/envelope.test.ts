// A sealed value opens only in its own cell, under its own keys, unchanged; and it survives a change of the master key.
// ASVS V11.2.2 V11.2.5 V11.3.3 V11.3.4
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DataKeyEnvelope, decrypt, encrypt, wrappedBytes } from '../../../lib/platform/keys/envelope.ts'
import { SealBroken, type Cell, type MasterKeys } from '../../../lib/platform/keys/port.ts'

/** Master keys in memory, each wrap counted: what a key management service would be asked. */
function masters(): MasterKeys & { readonly wraps: () => number; rotate(): void; forget(): void } {
  let keys = [{ id: randomBytes(8), key: randomBytes(32) }]
  let wraps = 0
  const find = (id: Uint8Array) => {
    const found = keys.find((k) => k.id.equals(id))
    if (!found) throw new SealBroken('unknown master')
    return found.key
  }
  return {
    newest: () => (keys[0] as { id: Buffer }).id,
    wrap: async (id, context, key) => {
      wraps++
      return encrypt(find(id), context, key)
    },
    unwrap: async (id, context, wrapped) => {
      try {
        return decrypt(find(id), context, wrapped)
      } catch (error) {
        throw new SealBroken('wrapped by another', { cause: error })
      }
    },
    wraps: () => wraps,
    rotate: () => {
      keys = [{ id: randomBytes(8), key: randomBytes(32) }, ...keys]
    },
    forget: () => {
      keys = keys.slice(0, 1)
    },
  }
}
const cell: Cell = { tenant: '0198c0de-0000-7000-8000-000000000001', table: 'bank_details', column: 'secret', row: '0198c0de-0000-7000-8000-000000000002' }
const broken = (promise: Promise<unknown>) => expect(promise).rejects.toBeInstanceOf(SealBroken)

describe('a sealed value', () => {
  test('opens to what was sealed, whatever bytes they are', async () => {
    const envelope = new DataKeyEnvelope(masters())
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (plain) => {
        const sealed = await envelope.seal(cell, plain)
        expect(await envelope.open(cell, sealed)).toEqual(Buffer.from(plain))
        expect(sealed.length).toBe(plain.length + 97)
      }),
    )
    expect((await envelope.open(cell, await envelope.seal(cell, 'DE89 3704 0044 0532 0130 00'))).toString()).toBe('DE89 3704 0044 0532 0130 00')
  })
  test('shows nothing of it, and equal values look different', async () => {
    const envelope = new DataKeyEnvelope(masters())
    const [a, b] = [await envelope.seal(cell, 'canary-4417-canary'), await envelope.seal(cell, 'canary-4417-canary')]
    expect(a.includes('canary')).toBe(false)
    expect(a.equals(b)).toBe(false)
  })
  test('opens nowhere but in its own tenant, table, column and row', async () => {
    const keys = masters()
    const envelope = new DataKeyEnvelope(keys),
      sealed = await envelope.seal(cell, 'secret')
    for (const other of [{ tenant: null }, { tenant: cell.row }, { table: 'payees' }, { column: 'iban' }, { row: cell.tenant as string }]) {
      await broken(envelope.open({ ...cell, ...other }, sealed))
      await broken(new DataKeyEnvelope(keys).open({ ...cell, ...other }, sealed))
    }
  })
  test('does not open after any bit of it was changed or any end cut off', async () => {
    const keys = masters()
    const sealed = await new DataKeyEnvelope(keys).seal(cell, 'secret')
    const open = (bytes: Uint8Array) => new DataKeyEnvelope(keys).open(cell, bytes)
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const copy = Buffer.from(sealed)
      copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7))
      await broken(open(copy))
    }
    for (let length = 0; length < sealed.length; length++) await broken(open(sealed.subarray(0, length)))
  })
})

describe('keys', () => {
  test('of a column serve many values: the master is asked once, not once a value', async () => {
    const keys = masters()
    const envelope = new DataKeyEnvelope(keys)
    await Promise.all(Array.from({ length: 200 }, (_, i) => envelope.seal({ ...cell, row: String(i) }, 'x')))
    expect(keys.wraps()).toBe(1)
    await envelope.seal({ ...cell, column: 'other' }, 'x')
    expect(keys.wraps()).toBe(2)
  })
  test('of one company open nothing of another: each has its own, and so has what belongs to none', async () => {
    const keys = masters(),
      envelope = new DataKeyEnvelope(keys)
    const wrappedOf = async (tenant: string | null): Promise<string> =>
      (await envelope.seal({ ...cell, tenant }, 'x')).subarray(9, 9 + wrappedBytes).toString('hex')
    const used = await Promise.all([cell.tenant, cell.row, null].map(wrappedOf))
    expect(new Set(used).size).toBe(3)
    expect(await wrappedOf(cell.tenant)).toBe(used[0])
    expect(keys.wraps()).toBe(3)
  })
  test('are forgotten when many companies write, and what they sealed stays readable', async () => {
    const keys = masters(),
      envelope = new DataKeyEnvelope(keys)
    const cells = Array.from({ length: 1_200 }, (_, i): Cell => ({ ...cell, tenant: `tenant ${i}` }))
    const sealed = await Promise.all(cells.map((one) => envelope.seal(one, one.tenant as string)))
    expect(keys.wraps()).toBe(1_200)
    await envelope.seal(cells[0] as Cell, 'again')
    expect(keys.wraps()).toBe(1_201)
    expect(await Promise.all(sealed.map(async (value, i) => (await envelope.open(cells[i] as Cell, value)).toString()))).toEqual(cells.map((one) => one.tenant))
  })
  test('of the master rotate: old values stay readable, new ones are under the newest, renewed ones need the old no more', async () => {
    const keys = masters()
    const envelope = new DataKeyEnvelope(keys)
    const old = await envelope.seal(cell, 'before')
    expect(await envelope.renew(cell, old)).toBeUndefined()
    keys.rotate()
    const fresh = await envelope.seal(cell, 'after')
    expect(fresh.subarray(1, 9)).toEqual(keys.newest())
    expect((await envelope.open(cell, old)).toString()).toBe('before')
    const renewed = (await envelope.renew(cell, old)) as Buffer
    keys.forget()
    expect((await new DataKeyEnvelope(keys).open(cell, renewed)).toString()).toBe('before')
    await broken(new DataKeyEnvelope(keys).open(cell, old))
  })
})
