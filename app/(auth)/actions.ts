'use server'
import { askAction, flowAction, signOutAction } from '@/app/_bind/flow.ts'
import { askRecovery, forgetPassword } from '@/lib/identity/ask-by-mail.ts'
import { chooseCompany } from '@/lib/identity/choose-company.ts'
import { confirmEnrolment, keepCodes } from '@/lib/identity/enrol-totp.ts'
import { foundCompany } from '@/lib/identity/found-company.ts'
import { giveFactor } from '@/lib/identity/give-factor.ts'
import { givePassword } from '@/lib/identity/give-password.ts'
import { namePerson } from '@/lib/identity/name-person.ts'
import { openLink } from '@/lib/identity/open-link.ts'
import { signOut } from '@/lib/identity/own-sessions.ts'
import { givePasskey } from '@/lib/identity/passkeys/sign-in.ts'
import { setNewPassword } from '@/lib/identity/set-new-password.ts'
import { confirmSso } from '@/lib/identity/sso/complete-sso.ts'
import { askText, giveText } from '@/lib/identity/text/sign-in.ts'
import { startSignIn } from '@/lib/identity/start-sign-in.ts'

export const start = flowAction(startSignIn, ['email', 'next'], { flow: false, previous: false })
export const password = flowAction(givePassword, ['password'])
export const passkey = flowAction(givePasskey, ['answer'])
export const confirmed = flowAction(confirmSso, [])
export const factor = flowAction(giveFactor, ['code'])
export const askForText = flowAction(askText, [], { previous: false })
export const textCode = flowAction(giveText, ['code'])
export const enrol = flowAction(confirmEnrolment, ['code'], { previous: false })
export const codes = flowAction(keepCodes, ['kept'])
export const company = flowAction(chooseCompany, ['memberId'])
export const person = flowAction(namePerson, ['name', 'email', 'password'], { previous: false })
export const newPassword = flowAction(setNewPassword, ['password'])
export const found = flowAction(foundCompany, ['name', 'currency', 'zone', 'locale'])
export const open = flowAction(openLink, ['purpose', 'token'], { flow: false, previous: false })
export const forget = askAction(forgetPassword, ['email'], 'If that address has an account, a mail with a link is on its way. The link is good for 30 minutes.')
export const recover = askAction(
  askRecovery,
  ['email', 'lost'],
  'If that address has an account, those who can help have been told, and a mail says what happens next.',
)
export const leave = signOutAction(signOut)
