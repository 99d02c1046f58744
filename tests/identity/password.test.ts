// A password is kept as an argon2id hash of our costs, judged by length and guessability alone, and an unknown account costs what a known one does.
// ASVS V6.2.1 V6.2.4 V6.2.5 V6.2.8 V6.2.9 V6.2.11 V11.4.2 V15.2.2
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { hash } from '@node-rs/argon2'
import { commonPasswords, isCommonPassword } from '../../lib/identity/common-passwords.ts'
import { faultOfPassword, hashPassword, isPassword, needsRehash } from '../../lib/identity/password.ts'
import { hashingOf } from '../support/hashing.ts'
import { refusalOf } from '../support/refusal.ts'

vi.mock('@node-rs/argon2', async (original) => (await import('../support/hashing.ts')).watched(await original()))

describe('what is accepted', () => {
  test('twelve to 128 characters, counted as people see them', () => {
    expect(faultOfPassword('kru9-vatlo!')).toMatch('at least 12 characters; this has 11')
    expect(faultOfPassword('kru9-vatlo!z')).toBeUndefined()
    expect(faultOfPassword('🦔🌵🚲🪁🧭🥁🪴🧊🎈🪵🐙🧶')).toBeUndefined()
    expect(faultOfPassword('vatlo kru '.repeat(13).slice(0, 129))).toMatch('at most 128')
  })
  test('no kinds of characters are asked for: plain words in lower case do', () => {
    expect(faultOfPassword('gravel lantern oboe')).toBeUndefined()
    expect(faultOfPassword('x'.repeat(3) + ' mulberry heron vat')).toBeUndefined()
  })
  test('more than 3,000 common passwords are refused, in every spelling', () => {
    const all = [...commonPasswords()]
    expect(new Set(all).size).toBeGreaterThan(3_000)
    for (const entry of all) expect(isCommonPassword(entry), entry).toBe(true)
    for (const spelling of [
      'P@ssw0rd2026',
      'Welcome123456!',
      'iloveyou!!!!',
      'Summer-2026-!',
      'passwordpassword',
      'qwertyuiop123',
      'aaaaaaaaaaaa',
      'abcabcabcabc',
      '1q2w3e4r5t6y',
      '123456789012',
      'correcthorsebatterystaple',
      'MonkeyDragon99',
      'zaq1xsw2cde3vfr4',
    ]) {
      expect(isCommonPassword(spelling), spelling).toBe(true)
    }
  })
  test('the address, the name, the company and the product are left out', () => {
    const context = { email: 'ingrid.halvorsen@tidewell.example', name: 'Ingrid Halvorsen', company: 'Tidewell Plumbing' }
    for (const [typed, word] of [
      ['xx-Ingrid-vutlo9', 'ingrid'],
      ['9tidewell-vutlok', 'tidewell'],
      ['HALVORSENvutlo77', 'halvorsen'],
      ['my-plumbline-vut', 'plumbline'],
    ] as const)
      expect(faultOfPassword(typed, context)).toMatch(`contains “${word}”`)
    expect(faultOfPassword('gravel lantern oboe', context)).toBeUndefined()
  })
  test('a hundred kilobytes are refused at once', () => {
    const spelled = vi.spyOn(String.prototype, 'normalize'),
      lowered = vi.spyOn(String.prototype, 'toLowerCase')
    try {
      expect(faultOfPassword('ab1 '.repeat(25_000), { email: 'ingrid.halvorsen@tidewell.example' })).toMatch('at most 128')
      // By their length alone: nothing is spelled anew, looked up or compared.
      expect([spelled.mock.calls.length, lowered.mock.calls.length]).toEqual([0, 0])
    } finally {
      spelled.mockRestore()
      lowered.mockRestore()
    }
  })
})
describe('how it is kept', () => {
  test('argon2id with 46 MiB, one pass, one lane; older costs are noticed', async () => {
    const stored = await hashPassword('gravel lantern oboe')
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=47104,t=1,p=1\$/)
    expect(needsRehash(stored)).toBe(false)
    expect(needsRehash(await hash('gravel lantern oboe', { memoryCost: 19_456, timeCost: 2, parallelism: 1 }))).toBe(true)
  })
  test('exactly as typed: case, spaces and what stands after the 72nd byte count', async () => {
    const long = `${'lantern oboe '.repeat(7)}end`,
      stored = await hashPassword(long)
    expect(await isPassword(stored, long)).toBe(true)
    for (const other of [`${long} `, ` ${long}`, long.toUpperCase(), `${long.slice(0, 80)}`, `${long}x`]) expect(await isPassword(stored, other)).toBe(false)
  })
  test('no account, the same work, never a yes', async () => {
    const stored = await hashPassword('gravel lantern oboe')
    await isPassword(null, 'the first makes what the others are compared with')
    for (const against of [stored, null, undefined]) {
      const done = await hashingOf(() => isPassword(against, 'wrong password here'))
      expect(done).toEqual([{ act: 'verify', cost: '$argon2id$v=19$m=47104,t=1,p=1', typed: 'wrong password here' }])
    }
    expect(await isPassword(null, '')).toBe(false)
    expect(await isPassword(undefined, 'x'.repeat(200))).toBe(false)
  })
  test('two at once; a flood waits in line and then hears that it must come back', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 1_000 }, () => hashPassword('gravel lantern oboe')))
    const refused = outcomes.filter((o) => o.status === 'rejected')
    expect(outcomes.length - refused.length).toBeGreaterThan(4)
    expect(refused.length).toBeGreaterThan(0)
    for (const { reason } of refused as PromiseRejectedResult[]) expect(await refusalOf(Promise.reject(reason as Error))).toMatchObject({ code: 'unavailable' })
    await hashPassword('gravel lantern oboe') // and the line is empty again
  })
})
test('judging any text ends with a sentence or nothing, never with an error', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const fault = faultOfPassword(text)
      expect(fault === undefined || /^[A-Z].*\.$/.test(fault)).toBe(true)
    }),
  )
})
