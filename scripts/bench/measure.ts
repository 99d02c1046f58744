// How figures are taken: side by side, in turns, after a warm-up, so that what disturbs the machine disturbs both.

/** How large the data sets are and how long things are watched. */
export interface Size {
  readonly name: 'quick' | 'default' | 'full'
  readonly events: number
  /** The log that a search in the large one is compared with. */
  readonly eventsSmall: number
  readonly payouts: number
  /** Payouts of one batch. */
  readonly batch: number
  readonly importRows: number
  readonly records: number
  /** How often each thing is measured. */
  readonly turns: number
  /** Calls of one turn where calls are counted. */
  readonly calls: number
  /** Length of one turn where time is. */
  readonly seconds: number
}
export const sizes: Readonly<Record<Size['name'], Size>> = {
  quick: { name: 'quick', events: 40_000, eventsSmall: 4_000, payouts: 2_000, batch: 500, importRows: 8_000, records: 10_000, turns: 2, calls: 60, seconds: 1 },
  default: {
    name: 'default',
    events: 1_000_000,
    eventsSmall: 100_000,
    payouts: 100_000,
    batch: 10_000,
    importRows: 100_000,
    records: 100_000,
    turns: 5,
    calls: 300,
    seconds: 6,
  },
  full: {
    name: 'full',
    events: 10_000_000,
    eventsSmall: 100_000,
    payouts: 100_000,
    batch: 10_000,
    importRows: 100_000,
    records: 100_000,
    turns: 5,
    calls: 300,
    seconds: 6,
  },
}

/** One line of the table. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What it is compared with, in the same unit; null where there is nothing. */
  readonly base: number | null
  readonly ratio: number | null
  /** What is to be reached, in words such as `≥ 0.5` or `≤ 3`. */
  readonly reach: string
  /** Null for what is only printed. */
  readonly ok: boolean | null
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new Error('nothing was measured')
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * share,
    low = Math.floor(at)
  return (sorted[low] as number) + ((sorted[Math.min(low + 1, sorted.length - 1)] as number) - (sorted[low] as number)) * (at - low)
}

/** Measures two things in turns, beginning with the other one each time; each answers its own figure. */
export async function inTurns(turns: number, ours: () => Promise<number>, theirs: () => Promise<number>): Promise<{ ours: number[]; theirs: number[] }> {
  const taken = { ours: [] as number[], theirs: [] as number[] }
  for (let turn = 0; turn < turns; turn++) {
    const order = turn % 2 === 0 ? (['ours', 'theirs'] as const) : (['theirs', 'ours'] as const)
    for (const who of order) taken[who].push(await (who === 'ours' ? ours() : theirs()))
  }
  return taken
}

/** Seconds that something takes. */
export async function secondsOf(act: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await act()
  return (performance.now() - started) / 1_000
}

/** Runs `count` acts over so many connections and answers how many were done a second. */
export async function ratePerSecond(count: number, connections: number, act: (n: number, connection: number) => Promise<unknown>): Promise<number> {
  let next = 0
  const seconds = await secondsOf(() =>
    Promise.all(
      Array.from({ length: connections }, async (_, connection) => {
        while (next < count) await act(next++, connection)
      }),
    ),
  )
  return count / seconds
}
/** The same for a length of time. What answers false does not count. */
export async function rateFor(seconds: number, connections: number, act: (n: number, connection: number) => Promise<boolean | void>): Promise<number> {
  let done = 0,
    next = 0
  const until = performance.now() + seconds * 1_000
  const took = await secondsOf(() =>
    Promise.all(
      Array.from({ length: connections }, async (_, connection) => {
        while (performance.now() < until) {
          if ((await act(next++, connection)) !== false) done++
        }
      }),
    ),
  )
  return done / took
}

/** A figure whose ratio must be at least, or at most, a number. `higher`: more of the value is better, and the ratio is value by base. */
export function compare(name: string, unit: string, value: number, base: number, reach: { readonly least: number } | { readonly most: number }): Figure {
  if (!(base > 0)) throw new Error(`${name}: there is nothing to compare with`)
  const ratio = value / base
  return 'least' in reach
    ? { name, value, unit, base, ratio, reach: `≥ ${reach.least}`, ok: ratio >= reach.least }
    : { name, value, unit, base, ratio, reach: `≤ ${reach.most}`, ok: ratio <= reach.most }
}
/** A figure that stands for itself. */
export function limit(name: string, unit: string, value: number, reach: { readonly least: number } | { readonly most: number }): Figure {
  return 'least' in reach
    ? { name, value, unit, base: null, ratio: null, reach: `≥ ${reach.least.toLocaleString('en-US')} ${unit}`, ok: value >= reach.least }
    : { name, value, unit, base: null, ratio: null, reach: `≤ ${reach.most.toLocaleString('en-US')} ${unit}`, ok: value <= reach.most }
}
/** A figure that is only printed. */
export const printed = (name: string, unit: string, value: number, base: number | null = null): Figure => ({
  name,
  value,
  unit,
  base,
  ratio: base === null ? null : value / base,
  reach: 'printed',
  ok: null,
})
