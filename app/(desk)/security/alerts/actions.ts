'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { changeAlertRules } from '@/lib/tenancy/watch/change-alert-rules.ts'
import { endAlertSession } from '@/lib/tenancy/watch/end-alert-session.ts'
import { resolveAlert } from '@/lib/tenancy/watch/show-alert.ts'

export const resolve = action(resolveAlert, { then: (done) => paths.alert(done.id) })
export const endSession = action(endAlertSession, { message: (done) => `That session of ${done.name} is over; their others go on.` })
export const changeRules = action(changeAlertRules, {
  message: (done) => (done.changed === 0 ? 'Nothing differs.' : 'Changed. It holds from the next sign-in or export on.'),
})
