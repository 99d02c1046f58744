import { z } from 'zod'
import { event } from '../../access/event.ts'

const text = z.string().max(300)
export const ssoRefused = event(
  'sso.refused',
  'ssoConnection',
  z.strictObject({ check: text, found: text, device: text, isTest: z.boolean() }),
  (d) => `${d.isTest ? 'a test sign-in' : 'a sign-in'} by a provider was refused by the check “${d.check}” (${d.found}), from ${d.device}`,
)
export const ssoAccepted = event(
  'sso.accepted',
  'ssoConnection',
  z.strictObject({ member: text, began: z.enum(['here', 'at the provider']), factor: z.enum(['counts', 'ours follows']) }),
  (d) =>
    `an assertion for ${d.member} was accepted, begun ${d.began}; the second factor ${d.factor === 'counts' ? 'of the provider counts' : 'of ours follows'}`,
)
export const ssoTestPassed = event(
  'sso.test_passed',
  'ssoConnection',
  z.strictObject({ attributes: z.int() }),
  (d) => `a test sign-in was accepted, with ${d.attributes} attributes`,
)
export const ssoLinked = event(
  'sso.linked',
  'member',
  z.strictObject({
    member: text,
    domain: text,
    how: z.enum(['an existing member', 'an invited person', 'a new member with an account', 'a new member with a new account']),
    role: text,
  }),
  (d) => `linked ${d.member} to a provider by the domain ${d.domain}: ${d.how}, as ${d.role}`,
)
export const ssoRoleFollowed = event(
  'sso.role_followed',
  'member',
  z.strictObject({ member: text, before: text, after: text, sessions: z.int() }),
  (d) => `changed the role of ${d.member} from ${d.before} to ${d.after}, as the groups at the provider say; ${d.sessions} sessions ended`,
)
export const ssoSignedOut = event(
  'sso.signed_out',
  'ssoConnection',
  z.strictObject({ sessions: z.int(), pending: z.int() }),
  (d) => `ended ${d.sessions === 1 ? 'one session' : `${d.sessions} sessions`}, as the provider asked${d.pending === 0 ? '' : `, and ${d.pending} under way`}`,
)
export const ssoLogoutConfirmed = event(
  'sso.logout_confirmed',
  'ssoConnection',
  z.strictObject({ isTest: z.boolean() }),
  (d) => `${d.isTest ? 'a test sign-out' : 'a sign-out'} was confirmed by the provider`,
)
export const ssoLogoutRefused = event(
  'sso.logout_refused',
  'ssoConnection',
  z.strictObject({ check: text, found: text, device: text, isTest: z.boolean() }),
  (d) => `${d.isTest ? 'a test sign-out' : 'a sign-out'} by a provider was refused by the check “${d.check}” (${d.found}), from ${d.device}`,
)
