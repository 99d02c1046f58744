import type { Operation } from '../access/operation.ts'
import { askAccess, withdrawAccess } from './access/ask-access.ts'
import { approveAccess, endAccess, refuseAccess } from './access/decide-access.ts'
import { expireAccess } from './access/end-grants.ts'
import { exportAccess, listAccess, showAccess } from './access/list-access.ts'
import { showOwnAccess } from './access/own-access.ts'
import { tellOfAccess } from './access/tell-of-access.ts'
import { closeReview, decideLines } from './review/decide-lines.ts'
import { exportReview, listLines, showLine } from './review/list-lines.ts'
import { exportReviews, listReviews, showReview } from './review/list-reviews.ts'
import { openReview, showOpening } from './review/open-review.ts'
import { repeatDueReviews, repeatReview } from './review/repeat-reviews.ts'
import { showReviewEvidence } from './review/review-entries.ts'
import { remindReviewers, tellOfReview } from './review/tell-of-review.ts'
import { chooseNotifications, showNotificationChoices } from './choose-notifications.ts'
import { beginDelegation, closeDelegations, endDelegation, listDelegations } from './delegation.ts'
import { changeRole, endMembership, endSessionsOfMember, leaveCompany, resumeMember, suspendMember } from './change-member.ts'
import { changeFactorRules } from './factor-rules.ts'
import { changePasswordAge, changeTextRules } from './text-rules.ts'
import { changeApprovals, changeClocks, changeCompany, changeSessionLengths, showCompany } from './company.ts'
import { explainPermission } from './explain-permission.ts'
import { addDomain, checkDomain, listDomains, recheckDomains, removeDomain, showDomain } from './domains.ts'
import { addCertificate, beginTest, changeConnection, makeConnection, removeCertificate, setConnectionState } from './sso-change.ts'
import { setGroupRoles } from './sso-groups.ts'
import { setConnectionLogout } from './sso-logout.ts'
import { listConnections, showConnection, showTest } from './sso-connection.ts'
import { enterClient, makeOidcConnection, rereadProvider } from './sso-oidc.ts'
import { findMembers } from './find-members.ts'
import { inviteMember, inviteMemberAgain, showInviting, withdrawInvitation } from './invite-member.ts'
import { exportMembers, listMembers } from './list-members.ts'
import { listRoles } from './list-roles.ts'
import { listFailedJobs } from './list-failed-jobs.ts'
import { exportNotifications, listNotifications } from './list-notifications.ts'
import { exportCompanies, exportFailedJobs, exportOutbox, listCompanies, listJobs, listOutbox } from './console-lists.ts'
import { countOperators, inviteCompany, resume, retryDeadJob, showCompanyOfInstallation, showHealth, showMail, withdrawCompany } from './operator.ts'
import { changeNetworks, chooseBreakGlass, previewNetworks, showNetworkList, showNetworks } from './networks.ts'
import { openNotification, readNotifications } from './read-notifications.ts'
import { agreeRecovery, listRecoveries, refuseRecovery } from './recoveries.ts'
import { acknowledgeReport, exportReports, listReports, showReport } from './reports.ts'
import { sendDigest } from './send-digest.ts'
import { tellOfBreakGlass } from './tell-of-break-glass.ts'
import { tellOfSupport } from './support/tell-of-support.ts'
import { tellOfCopiedPasskey } from './tell-of-copied-passkey.ts'
import { tellOfSignIn } from './tell-of-sign-in.ts'
import { keepOwners, liftRequired, previewRequired, requireProvider, showRequired } from './require-provider.ts'
import { showDesk } from './show-desk.ts'
import { showMember } from './show-member.ts'
import { showPlan } from './show-plan.ts'
import { previewRole, showRole } from './show-role.ts'
import { showSecurity } from './show-security.ts'
import { copyRole, endRole, reviseRole } from './write-role.ts'
import { endSupport, grantSupport } from './support/grant-support.ts'
import { listOwnSupport, listSupport } from './support/list-support.ts'
import { watchOperations } from './watch/operations.ts'
import { listApiKeys, makeApiKey, revokeApiKey, showApiKey } from './keys/api-key.ts'
import { showOwnKey } from './keys/own-key.ts'
import { forgetAnswers } from './keys/forget-answers.ts'
import { noteDeadKey } from './keys/note-dead-key.ts'
import type { IdentityOperation } from '../access/identity-act.ts'
import { readScimDocument } from './scim/documents.ts'
import { changeScimGroup, createScimGroup, listScimGroups, removeScimGroup, showScimGroup } from './scim/groups.ts'
import { noteDeadToken } from './scim/note-request.ts'
import { rereadScimRoles } from './scim/reread-roles.ts'
import { makeScimToken, noteScimRequest, revokeScimToken, showProvisioning, showScimToken } from './scim/scim-token.ts'
import { changeScimUser, createScimUser, listScimUsers, removeScimUser, replaceScimUser, showScimUser } from './scim/users.ts'

const provisioning: readonly Operation<unknown, unknown>[] = [
  showProvisioning,
  showScimToken,
  makeScimToken,
  revokeScimToken,
  readScimDocument,
  noteScimRequest,
  createScimUser,
  showScimUser,
  listScimUsers,
  replaceScimUser,
  changeScimUser,
  removeScimUser,
  createScimGroup,
  showScimGroup,
  listScimGroups,
  changeScimGroup,
  removeScimGroup,
  rereadScimRoles,
]
const access: readonly Operation<unknown, unknown>[] = [
  showOwnAccess,
  askAccess,
  withdrawAccess,
  listAccess,
  exportAccess,
  showAccess,
  approveAccess,
  refuseAccess,
  endAccess,
  expireAccess,
  tellOfAccess,
  listReviews,
  exportReviews,
  showReview,
  showOpening,
  openReview,
  listLines,
  showLine,
  decideLines,
  closeReview,
  repeatReview,
  repeatDueReviews,
  exportReview,
  showReviewEvidence,
  tellOfReview,
  remindReviewers,
]
export const identityActs: readonly IdentityOperation<unknown, unknown>[] = [noteDeadToken, noteDeadKey]
const support: readonly Operation<unknown, unknown>[] = [grantSupport, endSupport, listSupport, listOwnSupport]
const keys: readonly Operation<unknown, unknown>[] = [listApiKeys, showApiKey, showOwnKey, makeApiKey, revokeApiKey, forgetAnswers]

export const operations: readonly Operation<unknown, unknown>[] = [
  ...provisioning,
  ...access,
  ...watchOperations,
  ...keys,
  ...support,
  showDesk,
  listDomains,
  showDomain,
  addDomain,
  checkDomain,
  recheckDomains,
  removeDomain,
  listConnections,
  showConnection,
  makeConnection,
  makeOidcConnection,
  enterClient,
  rereadProvider,
  changeConnection,
  setConnectionState,
  setConnectionLogout,
  addCertificate,
  removeCertificate,
  setGroupRoles,
  beginTest,
  showTest,
  findMembers,
  listFailedJobs,
  listNotifications,
  exportNotifications,
  openNotification,
  readNotifications,
  showNotificationChoices,
  chooseNotifications,
  sendDigest,
  tellOfSignIn,
  tellOfBreakGlass,
  tellOfCopiedPasskey,
  tellOfSupport,
  beginDelegation,
  endDelegation,
  closeDelegations,
  listDelegations,
  listMembers,
  exportMembers,
  showMember,
  showInviting,
  inviteMember,
  inviteMemberAgain,
  withdrawInvitation,
  changeRole,
  suspendMember,
  resumeMember,
  endMembership,
  leaveCompany,
  endSessionsOfMember,
  listRoles,
  showRole,
  previewRole,
  copyRole,
  reviseRole,
  endRole,
  explainPermission,
  showNetworks,
  showNetworkList,
  previewNetworks,
  changeNetworks,
  chooseBreakGlass,
  showRequired,
  previewRequired,
  requireProvider,
  liftRequired,
  keepOwners,
  listRecoveries,
  agreeRecovery,
  refuseRecovery,
  showCompany,
  showPlan,
  showSecurity,
  changeCompany,
  changeApprovals,
  changeClocks,
  changeSessionLengths,
  changeFactorRules,
  changeTextRules,
  changePasswordAge,
  listCompanies,
  exportCompanies,
  showCompanyOfInstallation,
  inviteCompany,
  withdrawCompany,
  showHealth,
  resume,
  listJobs,
  exportFailedJobs,
  retryDeadJob,
  listOutbox,
  exportOutbox,
  showMail,
  countOperators,
  listReports,
  exportReports,
  showReport,
  acknowledgeReport,
]
