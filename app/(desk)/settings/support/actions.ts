'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { endSupport, grantSupport } from '@/lib/tenancy/support/grant-support.ts'

export const grant = action(grantSupport, { then: () => paths.settings('support') })
export const end = action(endSupport, { then: () => paths.settings('support') })
