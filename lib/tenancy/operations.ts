import type { Operation } from '../access/operation.ts'
import { chooseNotifications, showNotificationChoices } from './choose-notifications.ts'
import { beginDelegation, closeDelegations, endDelegation, listDelegations } from './delegation.ts'
import { changeRole, endMembership, endSessionsOfMember, leaveCompany, resumeMember, suspendMember } from './change-member.ts'
import { changeApprovals, changeClocks, changeCompany, changeSessionLengths, showCompany } from './company.ts'
import { findMembers } from './find-members.ts'
import { inviteMember, inviteMemberAgain, showInviting, withdrawInvitation } from './invite-member.ts'
import { exportMembers, listMembers } from './list-members.ts'
import { listRoles } from './list-roles.ts'
import { listFailedJobs } from './list-failed-jobs.ts'
import { listNotifications } from './list-notifications.ts'
import { countOperators, inviteCompany, listCompanies, listJobs, listOutbox, resume, retryDeadJob, showCompanyOfInstallation, showHealth, showMail, withdrawCompany } from './operator.ts'
import { openNotification, readNotifications } from './read-notifications.ts'
import { agreeRecovery, listRecoveries, refuseRecovery } from './recoveries.ts'
import { acknowledgeReport, listReports, showReport } from './reports.ts'
import { sendDigest } from './send-digest.ts'
import { tellOfSignIn } from './tell-of-sign-in.ts'
import { showDesk } from './show-desk.ts'
import { showMember } from './show-member.ts'
import { showSecurity } from './show-security.ts'

export const operations: readonly Operation<unknown, unknown>[] = [showDesk, findMembers, listFailedJobs, listNotifications, openNotification, readNotifications, showNotificationChoices, chooseNotifications, sendDigest, tellOfSignIn, beginDelegation, endDelegation, closeDelegations, listDelegations,
  listMembers, exportMembers, showMember, showInviting, inviteMember, inviteMemberAgain, withdrawInvitation, changeRole, suspendMember, resumeMember, endMembership, leaveCompany, endSessionsOfMember, listRoles, listRecoveries, agreeRecovery, refuseRecovery,
  showCompany, showSecurity, changeCompany, changeApprovals, changeClocks, changeSessionLengths, listCompanies, showCompanyOfInstallation, inviteCompany, withdrawCompany, showHealth, resume, listJobs, retryDeadJob, listOutbox, showMail, countOperators, listReports, showReport, acknowledgeReport]
