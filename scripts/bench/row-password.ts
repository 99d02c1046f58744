import { hashPassword, isPassword } from '../../lib/identity/password.ts'
import { inTurns, median, secondsOf, type Figure, type Size } from './measure.ts'

/** A wrong password for an account that is there, beside one for an account that is not: whoever holds a stopwatch learns nothing. */
export async function measurePassword(size: Size): Promise<Figure[]> {
  const stored = await hashPassword('gravel lantern oboe'),
    wrong = 'wrong password here'
  await isPassword(null, wrong)
  const taken = await inTurns(
      size.turns * 4,
      () => secondsOf(() => isPassword(null, wrong)),
      () => secondsOf(() => isPassword(stored, wrong)),
    ),
    value = median(taken.ours) * 1_000,
    base = median(taken.theirs) * 1_000
  return [
    {
      name: 'a wrong password for an unknown account; beside one for a known account',
      value,
      unit: 'ms',
      base,
      ratio: value / base,
      reach: 'printed',
      ok: null,
    },
  ]
}
