'use server'
import { action } from '@/app/_bind/action.ts'
import { changeFactorRules } from '@/lib/tenancy/factor-rules.ts'
import { changeApprovals, changeClocks, changeCompany, changeSessionLengths } from '@/lib/tenancy/company.ts'
import { changePasswordAge, changeTextRules } from '@/lib/tenancy/text-rules.ts'

export const rename = action(changeCompany, { message: () => 'Saved. Days and amounts are written so from now on.' })
export const setLimits = action(changeApprovals, {
  input: (v) => ({ limits: Object.values((v['limits'] ?? {}) as object) }),
  message: (done) => (done.changed === 0 ? 'Nothing differs.' : 'Changed. Payouts that are not approved yet follow it.'),
})
export const sessions = action(changeSessionLengths, {
  message: (done) => (done.changed === 0 ? 'Nothing differs.' : 'Changed. Shorter times hold at once, longer ones from the next sign-in.'),
})
export const clocks = action(changeClocks, {
  message: (done) => (done.changed === 0 ? 'Nothing differs.' : 'Changed. Clocks that run already keep their day.'),
})
export const factorRules = action(changeFactorRules, {
  input: (v) => ({ passkeyAlone: v['passkeyAlone'] === 'yes', passkeyRoles: v['passkeyRoles'] ?? [] }),
  message: (done) => (done.changed === 0 ? 'Nothing differs.' : 'Changed. It counts from the next sign-in and the next act.'),
})
export const textRules = action(changeTextRules, {
  input: (v) => ({ textRoles: v['textRoles'] ?? [] }),
  message: (done) => (done.changed === 0 ? 'Nothing differs.' : 'Changed. It counts from the next sign-in.'),
})
export const passwordAge = action(changePasswordAge, {
  message: (done) => (done.changed === 0 ? 'Nothing differs.' : 'Changed. It counts from the next sign-in with a password.'),
})
