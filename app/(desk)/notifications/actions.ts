'use server'
import { action } from '@/app/_bind/action.ts'
import { readNotifications } from '@/lib/tenancy/read-notifications.ts'

export const readAll = action(readNotifications, {})
