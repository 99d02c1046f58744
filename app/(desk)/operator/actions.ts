'use server'
import { action } from '@/app/_bind/action.ts'
import { ownAction } from '@/app/_bind/own.ts'
import { paths } from '@/app/_ui/paths.ts'
import { enterSupport } from '@/lib/identity/support/enter-support.ts'
import { leaveSupport } from '@/lib/identity/support/leave-support.ts'
import { setCompanyPlan } from '@/lib/identity/set-company-plan.ts'
import { setCompanyState } from '@/lib/identity/set-company-state.ts'
import { inviteCompany, resume, retryDeadJob, withdrawCompany } from '@/lib/tenancy/operator.ts'
import { acknowledgeReport } from '@/lib/tenancy/reports.ts'

export const invite = action(inviteCompany, {
  message: (made) =>
    `${made.company} is invited. ${made.isMailed ? `The link is on its way to ${made.email}; should no mail arrive, hand this one over yourself.` : 'No mail server is set here, so no mail leaves: hand this link over yourself.'} It works once, for 72 hours, and is not shown here again.`,
})
export const withdraw = action(withdrawCompany, { message: () => 'Withdrawn; both links are void.' })
export const setState = ownAction(
  setCompanyState,
  ['tenantId', 'to', 'reason', 'factorCode'],
  () => 'Done.',
  (_done, data) => paths.operatorTenant(String(data.get('tenantId'))),
)
export const setPlan = ownAction(
  setCompanyPlan,
  ['tenantId', 'plan', 'reason', 'factorCode'],
  () => 'Done.',
  (_done, data) => paths.operatorTenant(String(data.get('tenantId'))),
)
export const goIn = ownAction(
  enterSupport,
  ['tenantId', 'grantId', 'factorCode'],
  () => 'Done.',
  () => paths.home(),
)
export const goOut = ownAction(
  leaveSupport,
  [],
  () => 'Done.',
  () => paths.operator('support'),
)
export const resumeAll = action(resume, { message: () => 'Mail and releases run again.' })
export const retry = action(retryDeadJob, { message: (job) => `${job.kind} runs again.` })
export const acknowledge = action(acknowledgeReport, { then: (report) => paths.operatorReport(report.id) })
