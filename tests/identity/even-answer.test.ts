// A stopwatch does not tell whether an address is known: quick, slow and refused answers come at the same moment.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { evenAnswerMilliseconds, inEvenTime } from '../../lib/identity/even-answer.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})
const after = (milliseconds: number) =>
  new Promise<string>((resolve) => {
    setTimeout(() => resolve('done'), milliseconds)
  })

test('no answer comes before the floor, whatever the work took', async () => {
  const settled: string[] = []
  const runs: [string, () => Promise<string>][] = [
    ['nothing to do', async () => 'done'],
    ['a mail to write', () => after(evenAnswerMilliseconds - 20)],
    ['refused', () => Promise.reject(new Error('too many'))],
  ]
  for (const [name, run] of runs)
    void inEvenTime(run).then(
      () => settled.push(name),
      () => settled.push(name),
    )
  await vi.advanceTimersByTimeAsync(evenAnswerMilliseconds - 1)
  expect(settled).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(settled.sort()).toEqual(['a mail to write', 'nothing to do', 'refused'])
})
test('work that takes longer is waited for, and its answer handed on', async () => {
  const answer = inEvenTime(() => after(evenAnswerMilliseconds + 50))
  await vi.advanceTimersByTimeAsync(evenAnswerMilliseconds + 50)
  expect(await answer).toBe('done')
})
