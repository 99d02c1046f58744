import type { z } from 'zod'
import type { Noun } from '../kernel/id.ts'

/** A kind of audit event: stored name, what it is about, its validated detail, the sentence people read. Declared once, in its domain. */
export interface AuditEvent<D> {
  readonly name: string
  readonly subject: Noun
  readonly schema: z.ZodType<D>
  /** Continues after the actor's name: “approved a payout of 1240.00 USD”. */
  readonly sentence: (detail: D) => string
}
export function event<D>(name: `${string}.${string}`, subject: Noun, schema: z.ZodType<D>, sentence: (detail: D) => string): AuditEvent<D> {
  return { name, subject, schema, sentence }
}
