'use server'
import { action } from '@/app/_bind/action.ts'
import { changeApprovals, changeClocks, changeCompany, changeSessionLengths } from '@/lib/tenancy/company.ts'

export const rename = action(changeCompany, { message: () => 'Saved. Days and amounts are written so from now on.' })
export const setLimits = action(changeApprovals, { input: (v) => ({ limits: Object.values((v['limits'] ?? {}) as object) }), message: (done) => (done.changed === 0 ? 'Nothing differs.' : 'Changed. Payouts that are not approved yet follow it.') })
export const sessions = action(changeSessionLengths, { message: (done) => (done.changed === 0 ? 'Nothing differs.' : 'Changed. Shorter times hold at once, longer ones from the next sign-in.') })
export const clocks = action(changeClocks, { message: (done) => (done.changed === 0 ? 'Nothing differs.' : 'Changed. Clocks that run already keep their day.') })
