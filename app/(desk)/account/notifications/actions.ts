'use server'
import { action } from '@/app/_bind/action.ts'
import { chooseNotifications } from '@/lib/tenancy/choose-notifications.ts'

export const choose = action(chooseNotifications, { message: (done) => (done.changed === 0 ? 'Nothing was different.' : 'Saved.') })
