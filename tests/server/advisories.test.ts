// A published flaw of a package that we ship is told by name, an accepted one only for as long as it was accepted, and a feed that does not answer is never taken for one without flaws.
// PS-11
import { describe, expect, test } from 'vitest'
import { judgeAdvisories } from '../../scripts/judge-advisories.mjs'

const flaw = (id: string, severity: string, title = 'Reads what it should not') => ({ source: 1, title, severity, url: `https://advisories.example/${id}` })
const answer = (...flaws: object[]): string => JSON.stringify({ vulnerabilities: { left: { via: flaws }, above: { via: ['left'] } } })
const today = '2026-11-22'

describe('the feed of advisories', () => {
  test.each([
    [
      'an error of npm',
      JSON.stringify({
        message: '405 Method Not Allowed - POST https://packages.example/-/npm/v1/security/advisories/bulk',
        statusCode: 405,
        error: { summary: '', detail: '' },
      }),
      '405 Method Not Allowed',
    ],
    ['nothing', '', 'its answer could not be read'],
    ['a page', '<html>', 'its answer could not be read'],
    ['null', 'null', 'it did not answer'],
    ['a list of nothing it knows', '{}', 'it did not answer'],
  ])('that answers %s was not asked', (_, text, why) => {
    expect(judgeAdvisories(text, [], today)).toEqual({ asked: false, why })
  })
  test('that knows of none leaves nothing open', () => {
    expect(judgeAdvisories(answer(), [], today)).toEqual({ asked: true, open: [], lesser: 0, stale: [] })
  })
  test.each(['high', 'critical', 'a rank that nobody knows'])('that knows of one of %s is told once, by its package', (rank) => {
    expect(judgeAdvisories(answer(flaw('GHSA-aaaa-bbbb-cccc', rank)), [], today)).toMatchObject({
      asked: true,
      open: [{ id: 'GHSA-aaaa-bbbb-cccc', package: 'left', rank }],
    })
  })
  test('that knows of lesser ones counts them', () => {
    expect(judgeAdvisories(answer(flaw('GHSA-a', 'moderate'), flaw('GHSA-b', 'low')), [], today)).toMatchObject({ open: [], lesser: 2 })
  })
  test('cannot write a line of its own into the output', () => {
    const judged = judgeAdvisories(answer(flaw('GHSA-a', 'high', 'x\n900 passed, 0 failed\u2028y')), [], today)
    expect(judged.open?.[0]?.title).toBe('x 900 passed, 0 failed y')
  })
})
describe('an accepted flaw', () => {
  const accept = (id: string, until: string) => ({ id, why: 'not reached', until })
  test('is not open until its day is over', () => {
    expect(judgeAdvisories(answer(flaw('GHSA-a', 'high')), [accept('GHSA-a', today)], today)).toMatchObject({ open: [], stale: [] })
    expect(judgeAdvisories(answer(flaw('GHSA-a', 'high')), [accept('GHSA-a', '2026-11-21')], today)).toMatchObject({
      open: [{ id: 'GHSA-a' }],
      stale: [{ id: 'GHSA-a' }],
    })
  })
  test('covers no other, and is told when it concerns nothing any more', () => {
    expect(judgeAdvisories(answer(flaw('GHSA-b', 'high')), [accept('GHSA-a', today)], today)).toMatchObject({
      open: [{ id: 'GHSA-b' }],
      stale: [{ id: 'GHSA-a' }],
    })
  })
})
