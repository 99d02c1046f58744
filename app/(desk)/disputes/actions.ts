'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { decideDispute } from '@/lib/incentives/decide-dispute.ts'

export const decide = action(decideDispute, { then: (done) => paths.dispute(done.id) })
