import { z } from 'zod'
import { flowSecret, ownPath, previous } from '../inputs.ts'
import { Answered } from './ask-provider.ts'
import { HeardSignOut } from './hear-sign-out.ts'

const id = z.string().max(40)
/** Our side as metadata, or the certificate in it by itself, for providers that take no other. */
export const OwnSide = z.strictObject({ connectionId: id, part: z.enum(['metadata', 'certificate']).default('metadata') })
/** The request of a session that has ended here, or a test sign-in that passed. */
export const LeaveProvider = z.strictObject({ connectionId: id, request: z.string().max(50).optional(), testId: id.optional() })
/** A sign-out as it came: behind the question mark, or the body of a form. Judged by itself, with names for what is wrong. */
export const AcceptLogout = z.strictObject({ connectionId: id, binding: z.enum(['redirect', 'post']), text: z.string().max(2_000_000) })
/** The body by which an OpenID provider tells of a sign-out. */
export const TakeLogoutToken = z.strictObject({ connectionId: id, text: z.string().max(200_000) })
/** Nobody outside makes one: it is what judging a token came to. */
export const EndByToken = z.strictObject({ heard: z.instanceof(HeardSignOut) })
/** What the browser brings back from an OpenID provider after signing out there. */
export const TakeLogoutReturn = z.strictObject({ connectionId: id, state: z.string().max(500) })
export const StartSso = z.strictObject({ connectionId: id, next: ownPath, testId: id.optional() })
/** As posted by the browser; judged by itself, with names for what is wrong. */
export const AcceptSaml = z.strictObject({ connectionId: id, message: z.string().max(2_000_000), relayState: z.string().max(2_000).optional() })
/** The address to which a browser came back, behind its question mark, and our cookie in it. */
export const TakeReturn = z.strictObject({ connectionId: id, query: z.string().max(16_384), browser: z.string().max(100).optional() })
/** Nobody outside makes one: it is what our own questions to the provider came to. */
export const AcceptOidc = z.strictObject({ answered: z.instanceof(Answered) })
/** The secrets come from the address and from cookies; the binding puts them there. */
export const CompleteSso = z.strictObject({ code: z.string().max(100), browser: z.string().max(100).optional(), previous })
export const ConfirmSso = z.strictObject({ flow: flowSecret, previous })
