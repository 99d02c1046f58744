'use server'
import { ownAction } from '@/app/_bind/own.ts'
import { makeBackupCodes, removeFactor } from '@/lib/identity/own-factors.ts'

export const newCodes = ownAction(makeBackupCodes, ['factorCode'], (made) => `Keep these; the old ones are dead: ${made?.codes.join('  ') ?? ''}`)
export const remove = ownAction(removeFactor, ['id', 'factorCode'], () => 'Removed; your other sessions have ended.')
