'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { addPayee, changePayee, linkPayee, mergePayee } from '@/lib/incentives/change-payee.ts'

export const add = action(addPayee, { then: (done) => paths.payee(done.id) })
export const change = action(changePayee, { then: (done) => paths.payee(done.id) })
export const link = action(linkPayee, { then: (done) => paths.payee(done.id) })
export const merge = action(mergePayee, { then: (done) => paths.payee(done.into) })
