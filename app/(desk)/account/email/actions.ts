'use server'
import { ownAction } from '@/app/_bind/own.ts'
import { askEmailChange } from '@/lib/identity/change-email.ts'

export const email = ownAction(
  askEmailChange,
  ['email', 'factorCode'],
  () => 'The present address has a link; so has the new one, if it can be used. Open both within 24 hours.',
)
