'use server'
import { nextOf, ownAction } from '@/app/_bind/own.ts'
import { confirmSelf } from '@/lib/identity/confirm-self.ts'

export const confirm = ownAction(confirmSelf, ['factorCode'], () => 'Confirmed.', (_session, data) => nextOf(data))
