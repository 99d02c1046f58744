/** Counts kept by our server and read by the metrics route of the same process; the two are bundled apart, so they meet globally. */
export interface HttpMetrics {
  readonly requests: Map<string, number>
  /** Cumulative buckets of seconds, as Prometheus wants them. */
  readonly durationBuckets: Map<number, number>
  durationSum: number
  durationCount: number
  inFlight: number
  draining: boolean
}
const bounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const key = Symbol.for('plumbline.http-metrics')
type Holder = Record<symbol, HttpMetrics | undefined>

export function httpMetrics(): HttpMetrics {
  const holder = globalThis as unknown as Holder
  holder[key] ??= {
    requests: new Map(),
    durationBuckets: new Map(bounds.map((bound) => [bound, 0])),
    durationSum: 0,
    durationCount: 0,
    inFlight: 0,
    draining: false,
  }
  return holder[key]
}

/** Adds one finished request. The path is no label: it would hold ids and grow without end. */
export function countRequest(method: string, status: number, seconds: number): void {
  const metrics = httpMetrics()
  const label = `method="${method}",status="${status}"`
  metrics.requests.set(label, (metrics.requests.get(label) ?? 0) + 1)
  for (const bound of bounds) if (seconds <= bound) metrics.durationBuckets.set(bound, (metrics.durationBuckets.get(bound) ?? 0) + 1)
  metrics.durationSum += seconds
  metrics.durationCount += 1
}
