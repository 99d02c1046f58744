'use server'
import { ownAction } from '@/app/_bind/own.ts'
import { endOtherOwnSessions, endOwnSession } from '@/lib/identity/own-sessions.ts'

export const endOne = ownAction(endOwnSession, ['id'], () => 'That session has ended.')
export const endOthers = ownAction(endOtherOwnSessions, [], () => 'Every other session has ended.')
