// What browsers report is a stranger's text: each is taken, and so many of them are written in a minute.
import { afterEach, expect, test, vi } from 'vitest'
import { POST } from '../../app/reports/csp/route.ts'
import { log } from '../../lib/platform/log/log.ts'

vi.mock('../../lib/platform/log/log.ts', () => ({ log: vi.fn<typeof log>() }))
afterEach(() => vi.useRealTimers())

test('sixty in a minute are written, then it is said once that the others are not, and the next minute begins anew', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-05-14T09:00:10Z') })
  const send = async (): Promise<number> =>
    (await POST(new Request('http://localhost/reports/csp', { method: 'POST', body: '[{"type":"csp-violation"}]' }))).status
  const written = (): string[] => vi.mocked(log).mock.calls.map(([, message]) => message)
  for (let n = 0; n < 100; n++) expect(await send()).toBe(204)
  expect(written()).toEqual([...Array.from({ length: 60 }, () => 'browser report'), 'browser reports are not written until the next minute'])
  vi.setSystemTime(new Date('2026-05-14T09:01:00Z'))
  await send()
  expect(written().at(-1)).toBe('browser report')
})
