import { z } from 'zod'
import { flowSecret, ownPath, previous } from '../inputs.ts'

const id = z.string().max(40)
export const ConnectionById = z.strictObject({ connectionId: id })
export const StartSso = z.strictObject({ connectionId: id, next: ownPath, testId: id.optional() })
/** As posted by the browser; judged by itself, with names for what is wrong. */
export const AcceptSaml = z.strictObject({ connectionId: id, message: z.string().max(2_000_000), relayState: z.string().max(2_000).optional() })
/** The secrets come from the address and from cookies; the binding puts them there. */
export const CompleteSso = z.strictObject({ code: z.string().max(100), browser: z.string().max(100).optional(), previous })
export const ConfirmSso = z.strictObject({ flow: flowSecret, previous })
