import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks'
import { pool } from '../../../db/client.ts'
import { httpMetrics } from '../http/http-metrics.ts'

interface Sample {
  readonly labels: string
  readonly value: number
}

let delays: IntervalHistogram | undefined

const family = (name: string, kind: 'counter' | 'gauge', help: string, samples: readonly Sample[]): string =>
  [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, ...samples.map(({ labels, value }) => `${name}${labels === '' ? '' : `{${labels}}`} ${value}`)].join(
    '\n',
  )
const one = (value: number): Sample[] => [{ labels: '', value }]

/** Everything this process and its queue have to say, in the text format of Prometheus. No tenant, person or amount appears in it. */
export async function renderMetrics(): Promise<string> {
  delays ??= startDelays()
  const http = httpMetrics()
  const memory = process.memoryUsage()
  const parts = [
    family(
      'plumbline_http_requests_total',
      'counter',
      'Requests answered.',
      [...http.requests].map(([labels, value]) => ({ labels, value })),
    ),
    durations(),
    family('plumbline_http_in_flight', 'gauge', 'Requests being answered now.', one(http.inFlight)),
    family('plumbline_process_resident_bytes', 'gauge', 'Memory of the web server.', one(memory.rss)),
    family('plumbline_process_heap_bytes', 'gauge', 'Heap in use by the web server.', one(memory.heapUsed)),
    family('plumbline_process_uptime_seconds', 'gauge', 'Age of the web server.', one(Math.round(process.uptime()))),
    family('plumbline_event_loop_delay_p99_seconds', 'gauge', 'Delay of the event loop since the last reading.', one(delays.percentile(99) / 1e9)),
    await databaseFamilies(),
  ]
  delays.reset()
  return `${parts.join('\n')}\n`
}

function startDelays(): IntervalHistogram {
  const histogram = monitorEventLoopDelay({ resolution: 20 })
  histogram.enable()
  return histogram
}

function durations(): string {
  const name = 'plumbline_http_request_seconds'
  const { durationBuckets, durationCount, durationSum } = httpMetrics()
  return [
    `# HELP ${name} Time to answer a request.`,
    `# TYPE ${name} histogram`,
    ...[...durationBuckets].map(([bound, count]) => `${name}_bucket{le="${bound}"} ${count}`),
    `${name}_bucket{le="+Inf"} ${durationCount}`,
    `${name}_sum ${durationSum}`,
    `${name}_count ${durationCount}`,
  ].join('\n')
}

/** When the database does not answer, that itself is the metric. */
async function databaseFamilies(): Promise<string> {
  const up = (value: 0 | 1): string => family('plumbline_database_up', 'gauge', 'Whether the database answers.', one(value))
  try {
    const sql = pool('platform')
    const jobs = await sql<{ task: string; waiting: string; running: string; dead: string }[]>`select * from jobs.depth()`
    const [seal] = await sql<{ seconds: string }[]>`select extract(epoch from now() - sealed_at) as seconds from audit.horizon`
    const states = ['waiting', 'running', 'dead'] as const
    const samples = jobs.flatMap((row) => states.map((state) => ({ labels: `task="${row.task}",state="${state}"`, value: Number(row[state]) })))
    return [
      up(1),
      family('plumbline_jobs', 'gauge', 'Background jobs by state; dead ones have failed for good.', samples),
      family('plumbline_seal_age_seconds', 'gauge', 'Time since the sealer last moved.', one(Number(seal?.seconds ?? 0))),
    ].join('\n')
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return up(0)
  }
}
