'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { confirmAwards } from '@/lib/incentives/confirm-awards.ts'
import { correctAward } from '@/lib/incentives/correct-award.ts'
import { declineAwards, nominateAward } from '@/lib/incentives/nominate-award.ts'

export const confirm = action(confirmAwards, { then: () => paths.awards() })
export const decline = action(declineAwards, { then: () => paths.awards() })
export const nominate = action(nominateAward, { then: (award) => paths.award(award.id) })
export const correct = action(correctAward, { then: (award) => paths.award(award.id) })
