'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { addCrew, changeCrew, joinCrew, leaveCrew } from '@/lib/incentives/change-crew.ts'

export const add = action(addCrew, { then: (done) => paths.crew(done.id) })
export const change = action(changeCrew, { message: () => 'Saved.' })
export const join = action(joinCrew, { message: () => 'On the crew.' })
export const leave = action(leaveCrew)
