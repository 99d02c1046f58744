// One session that floods is told to wait, and nobody else is.
// ASVS V2.4.1
import { expect, test } from 'vitest'
import { admitRate } from '../../lib/access/rate.ts'
import type { Caller } from '../../lib/access/operation.ts'
import { Refusal } from '../../lib/kernel/refusal.ts'

const callerOf = (secret: string): Caller => ({ door: { kind: 'session', tenant: 'x', secret }, place: { requestId: 'test', ip: '', agent: '' } })
test('a session is stopped beyond 1,200 calls a minute with the time to wait; another one goes on', () => {
  let refusal: unknown,
    calls = 0
  // Twice the limit and one: also enough when the minute turns in between.
  for (; calls < 2_401 && refusal === undefined; calls++)
    try {
      admitRate(callerOf('flood'))
    } catch (error) {
      refusal = error
    }
  expect(refusal).toBeInstanceOf(Refusal)
  expect(refusal).toMatchObject({ code: 'too_many', retryAfterSeconds: 60 })
  expect(calls).toBeGreaterThan(1_200)
  expect(() => {
    admitRate(callerOf('calm'))
  }).not.toThrow()
})
