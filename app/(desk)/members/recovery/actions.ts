'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { agreeRecovery, refuseRecovery } from '@/lib/tenancy/recoveries.ts'

export const agree = action(agreeRecovery, { then: () => paths.members() })
export const refuse = action(refuseRecovery, { then: () => paths.members() })
