'use server'
import { answerAction } from '@/app/_bind/flow.ts'
import { confirmEmail } from '@/lib/identity/change-email.ts'

export const confirmAddress = answerAction(confirmEmail, ['token'], (done) =>
  done === 'changed'
    ? 'Both addresses agree: the account now has its new address, and every session has ended. Sign in with it.'
    : done === 'confirmed'
      ? 'The address is confirmed.'
      : 'Confirmed. The other address has to agree as well; its link is in its mailbox.',
)
