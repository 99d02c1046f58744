import { config } from '../../config.ts'
import { systemClock } from '../../kernel/clock.ts'
import { redact, redactText } from './redact.ts'

const levels = { debug: 10, info: 20, warn: 30, error: 40 } as const
export type LogLevel = keyof typeof levels

/** What could colour a terminal, turn a text around or end a line, beyond the control characters that JSON escapes itself. */
const misleading = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g
const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`

/**
 * Writes one line of JSON to standard output. Fields are redacted first: secrets, codes, bank details and mailed links never reach a
 * log, whoever passes them. Give `requestId` where there is one.
 */
export function log(level: LogLevel, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
  if (levels[level] < levels[config().logLevel]) return
  const entry = { at: systemClock.now().toISOString(), level, message: redactText(message), ...(redact(fields) as object) }
  process.stdout.write(`${JSON.stringify(entry).replace(misleading, escaped)}\n`)
}
