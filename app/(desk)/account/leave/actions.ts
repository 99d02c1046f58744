'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { leaveCompany } from '@/lib/tenancy/change-member.ts'

export const leave = action(leaveCompany, { then: () => paths.signedOut() })
