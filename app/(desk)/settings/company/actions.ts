'use server'
import { action } from '@/app/_bind/action.ts'
import { changeApprovals, changeCompany, changeSessionLengths } from '@/lib/tenancy/company.ts'

export const rename = action(changeCompany, { message: () => 'Saved.' })
export const limits = action(changeApprovals, { input: (v) => ({ limits: [{ currency: v['currency'], twoFrom: v['twoFrom'], managerLimit: v['managerLimit'] }] }), message: () => 'The approval policy is changed.' })
export const sessions = action(changeSessionLengths, { message: () => 'Session lengths are changed; they hold from the next sign-in.' })
