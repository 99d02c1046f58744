'use server'
import { nextOf, ownAction } from '@/app/_bind/own.ts'
import { switchCompany } from '@/lib/identity/switch-company.ts'

export const change = ownAction(
  switchCompany,
  ['memberId', 'factorCode'],
  () => 'Switched.',
  (_session, data) => nextOf(data),
)
