// A log line is one line of JSON in UTC, whatever is put into it: nobody can forge a second one, colour a terminal, or read a secret there.
// ASVS V14.2.4 V16.2.2 V16.2.4 V16.2.5 V16.4.1
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { log } from '../../lib/platform/log/log.ts'

const write = process.stdout.write
afterEach(() => {
  process.stdout.write = write
})
/** What one call of `log` writes, byte by byte. */
function written(message: string, fields: Readonly<Record<string, unknown>>): string {
  let text = ''
  process.stdout.write = ((part: string) => {
    text += part
    return true
  }) as typeof process.stdout.write
  try {
    log('error', message, fields)
  } finally {
    process.stdout.write = write
  }
  return text
}
// Line ends, escape sequences in both alphabets, direction marks, and the two separators that JSON leaves alone.
const hostile = '\r\n{"level":"info","message":"forged"}\u001b[31m\u009b31m\u202e\u2066\u2028\u2029\u0000\u007f'

describe('a log line', () => {
  it('is one line that reads back, with level, sentence and a moment in UTC', () => {
    const text = written('request', { status: 200 })
    expect(text.endsWith('}\n')).toBe(true)
    expect(JSON.parse(text)).toEqual({ at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/), level: 'error', message: 'request', status: 200 })
  })
  it('cannot be ended, coloured or turned around by what it tells', () => {
    for (const text of [
      written('request', { path: hostile, agent: [hostile], [hostile]: 1 }),
      written(hostile, {}),
      written('request', { error: new Error(hostile) }),
    ]) {
      expect(text.split('\n')).toHaveLength(2)
      expect(text.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/)
      expect(JSON.stringify(JSON.parse(text))).toContain('forged')
    }
  })
  it('stays one readable line for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const line = written('request', { text })
        expect(line.match(/\n/g)).toHaveLength(1)
        expect(() => JSON.parse(line) as unknown).not.toThrow()
      }),
    )
  })
  it('holds no secret, by name, inside a text, or inside an error with a cause', () => {
    const canary = 'k9Canary7Secret'
    const error = new Error(`postgres://app_rw:${canary}@127.0.0.1/x`, { cause: new Error(`GET /reset/${canary}`) })
    const line = written(`authorization: Bearer ${canary}`, {
      error,
      password: canary,
      deep: { cookie: canary, note: `paid to DE89 3704 0044 0532 0130 00` },
      query: `?token=${canary}`,
    })
    expect(line).not.toMatch(/k9Canary7Secret|0532/)
  })
})
