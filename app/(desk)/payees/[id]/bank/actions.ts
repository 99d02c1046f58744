'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { confirmBankDetail, enterBankDetail, revealBankDetail } from '@/lib/incentives/bank-detail.ts'

export const enter = action(enterBankDetail, { then: (detail) => paths.payeeBank(detail.payeeId) })
export const confirm = action(confirmBankDetail, { then: (detail) => paths.payeeBank(detail.payeeId) })
export const reveal = action(revealBankDetail, { message: (shown) => (shown.routing ? `${shown.number} at ${shown.routing}` : shown.number) })
