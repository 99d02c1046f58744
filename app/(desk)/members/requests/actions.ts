'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { approveAccess, endAccess, refuseAccess } from '@/lib/tenancy/access/decide-access.ts'

export const approve = action(approveAccess, { then: (done) => paths.accessRequest(done.id) })
export const refuse = action(refuseAccess, { then: (done) => paths.accessRequest(done.id) })
export const end = action(endAccess, { then: (done) => paths.accessRequest(done.id) })
