'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { beginDelegation, endDelegation } from '@/lib/tenancy/delegation.ts'

export const begin = action(beginDelegation, { then: () => paths.account('delegation') })
export const end = action(endDelegation, { message: () => 'It has ended.' })
