'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { askAccess, withdrawAccess } from '@/lib/tenancy/access/ask-access.ts'

export const ask = action(askAccess, { then: () => paths.account('access') })
export const withdraw = action(withdrawAccess, { message: (done) => `${done.number} is over.` })
