'use server'
import { askAction } from '@/app/_bind/flow.ts'
import { signUp as askSignUp } from '@/lib/identity/ask-by-mail.ts'

export const signUp = askAction(askSignUp, ['email'], 'A mail with a link is on its way. The link is good for 72 hours.')
