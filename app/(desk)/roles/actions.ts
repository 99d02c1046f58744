'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { copyRole, endRole, reviseRole } from '@/lib/tenancy/write-role.ts'

export const copy = action(copyRole, { then: (role) => paths.role(role.id) })
export const revise = action(reviseRole, { then: (role) => paths.role(role.id) })
export const end = action(endRole, { then: () => paths.roles() })
