import { Passage } from '../../lib/access/passage.ts'

/** What happens at the n-th statement that a passage sends: it never reaches Postgres, or it does and its answer is lost. */
export type Fault = 'before' | 'after'
/** The connection went away, as the driver says it. */
export class Lost extends Error {
  readonly code = 'CONNECTION_CLOSED'
}

/**
 * Runs `act` with a fault at statement `n` (from 1) of the passages it opens, and says whether the fault was met. The fault stands for a
 * lost connection: the transaction ends as Postgres ends one whose client is gone. `after` the commit is the ambiguous commit.
 */
export async function withFaultAt<T>(n: number, fault: Fault, act: () => Promise<T>): Promise<{ met: boolean; outcome: PromiseSettledResult<T> }> {
  const send = Passage.prototype.send
  let count = 0,
    met = false
  const dead = new WeakSet<Passage>()
  const faulty = function (this: Passage, text: string, values: unknown[]) {
    const ends = text === 'commit' || text === 'rollback'
    if (dead.has(this)) return text === 'rollback' ? send.call(this, text, values) : text === 'commit' ? lostAfter(send.call(this, 'rollback', [])) : lost()
    if (++count !== n) return send.call(this, text, values)
    met = true
    dead.add(this)
    if (fault === 'before') return ends ? lostAfter(send.call(this, 'rollback', [])) : lost()
    return lostAfter(send.call(this, text, values))
  }
  Passage.prototype.send = faulty as typeof send
  try {
    const [outcome] = await Promise.allSettled([act()])
    return { met, outcome: outcome as PromiseSettledResult<T> }
  } finally {
    Passage.prototype.send = send
  }
}
const lost = (): PromiseLike<never> => answer(Promise.reject(new Lost('the connection was lost'))),
  lostAfter = (sent: PromiseLike<unknown>): PromiseLike<never> =>
    answer(
      Promise.resolve(sent).then(() => {
        throw new Lost('the connection was lost')
      }),
    )
/** Looks like a query of the driver, of which drizzle asks for plain values. */
function answer(gone: Promise<never>): PromiseLike<never> {
  gone.catch(() => undefined) // reported by whoever awaits it
  return Object.assign(gone, { values: () => gone })
}
