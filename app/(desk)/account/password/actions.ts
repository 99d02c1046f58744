'use server'
import { ownAction } from '@/app/_bind/own.ts'
import { paths } from '@/app/_ui/paths.ts'
import { changePassword } from '@/lib/identity/own-account.ts'

export const password = ownAction(
  changePassword,
  ['password', 'newPassword', 'factorCode'],
  () => 'Changed.',
  () => paths.account(),
)
