'use server'
import { ownFlowAction } from '@/app/_bind/flow.ts'
import { ownAction } from '@/app/_bind/own.ts'
import { paths } from '@/app/_ui/paths.ts'
import { addFactor, confirmFactor, makeBackupCodes, removeFactor } from '@/lib/identity/own-factors.ts'

export const newCodes = ownAction(makeBackupCodes, ['factorCode'], (made) => ({ message: 'These are the only ones that work now. They are shown once.', show: { codes: made?.codes } }))
export const remove = ownAction(removeFactor, ['id', 'factorCode'], () => 'Removed.', () => paths.account('factors'))
export const add = ownFlowAction(addFactor, ['name', 'factorCode'], false, () => paths.accountAct('enrol'))
export const confirm = ownFlowAction(confirmFactor, ['code'], true, () => paths.account('factors'))
