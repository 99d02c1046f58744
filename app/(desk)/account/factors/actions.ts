'use server'
import { ownFlowAction } from '@/app/_bind/flow.ts'
import { ownAction } from '@/app/_bind/own.ts'
import { paths } from '@/app/_ui/paths.ts'
import { addPasskey, askNewPasskey, renameFactor } from '@/lib/identity/passkeys/own-passkeys.ts'
import { askPhone, confirmPhone } from '@/lib/identity/text/own-phone.ts'
import { addFactor, confirmFactor, makeBackupCodes, removeFactor } from '@/lib/identity/own-factors.ts'

export const newCodes = ownAction(makeBackupCodes, ['factorCode'], (made) => ({
  message: 'These are the only ones that work now. They are shown once.',
  show: { codes: made?.codes },
}))
export const remove = ownAction(
  removeFactor,
  ['id', 'factorCode'],
  () => 'Removed.',
  () => paths.account('factors'),
)
export const beginPasskey = ownAction(askNewPasskey, ['name', 'factorCode'], (options) => ({ message: 'Your device asks you now.', show: { options } }))
export const savePasskey = ownAction(
  addPasskey,
  ['answer'],
  () => 'Added.',
  () => paths.account('factors'),
)
export const rename = ownAction(
  renameFactor,
  ['id', 'name'],
  () => 'Renamed.',
  () => paths.account('factors'),
)
export const add = ownFlowAction(addFactor, ['name', 'factorCode'], false, () => paths.accountAct('enrol'))
export const confirm = ownFlowAction(confirmFactor, ['code'], true, () => paths.account('factors'))
export const beginPhone = ownAction(
  askPhone,
  ['phone', 'factorCode'],
  () => 'A code is on its way.',
  () => paths.accountAct('phone'),
)
export const savePhone = ownAction(
  confirmPhone,
  ['code'],
  () => 'Added.',
  () => paths.account('factors'),
)
