'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { addDomain, checkDomain, removeDomain } from '@/lib/tenancy/domains.ts'

export const add = action(addDomain, { then: (domain) => paths.domain(domain.id) })
export const check = action(checkDomain, { message: (looked) => `Looked: ${looked.says}.` })
export const remove = action(removeDomain, { then: () => paths.settings('domains') })
