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
  const declared: AuditEvent<D> = { name, subject, schema, sentence }
  byName.set(name, declared as unknown as AuditEvent<unknown>)
  return declared
}
const byName = new Map<string, AuditEvent<unknown>>()
/** Every kind declared by the modules that are loaded, by its stored name: what the log is read with. */
export const declaredEvents: ReadonlyMap<string, AuditEvent<unknown>> = byName
