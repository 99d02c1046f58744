'use server'
import { ownAction } from '@/app/_bind/own.ts'
import { askEmailChange } from '@/lib/identity/change-email.ts'
import { changePassword, changeProfile } from '@/lib/identity/own-account.ts'

export const profile = ownAction(changeProfile, ['name', 'zone', 'shortcuts'], () => 'Saved.')
export const password = ownAction(changePassword, ['password', 'newPassword', 'factorCode'], () => 'The password is changed; your other sessions have ended.')
export const email = ownAction(askEmailChange, ['email', 'factorCode'], () => 'Open the links in the mails to both addresses.')
