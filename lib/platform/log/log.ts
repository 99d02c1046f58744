import { config } from '../../config.ts'
import { systemClock } from '../../kernel/clock.ts'
import { redact } from './redact.ts'

const levels = { debug: 10, info: 20, warn: 30, error: 40 } as const
export type LogLevel = keyof typeof levels

/**
 * Writes one line of JSON to standard output. Fields are redacted first: secrets, codes, bank details and mailed links never reach a
 * log, whoever passes them. Give `requestId` where there is one.
 */
export function log(level: LogLevel, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
  if (levels[level] < levels[config().logLevel]) return
  const entry = { at: systemClock.now().toISOString(), level, message, ...(redact(fields) as object) }
  process.stdout.write(`${JSON.stringify(entry)}\n`)
}
