import type { z } from 'zod'
import type { AuditEvent } from '../../lib/access/event.ts'

const modules = import.meta.glob('../../lib/**/*.ts', { eager: true }) as Record<string, Record<string, unknown>>
const isEvent = (v: unknown): v is AuditEvent<unknown> =>
  typeof v === 'object' && v !== null && 'sentence' in v && 'schema' in v && 'subject' in v && 'name' in v

/** Every audit event that the code declares, with the file it stands in. */
export const declaredEvents: readonly { readonly file: string; readonly event: AuditEvent<unknown> & { readonly schema: z.ZodType } }[] = Object.entries(
  modules,
).flatMap(([file, exports]) =>
  Object.values(exports)
    .filter(isEvent)
    .map((event) => ({ file: file.replace('../../', ''), event })),
)
