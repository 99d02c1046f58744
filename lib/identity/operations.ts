import type { IdentityOperation } from '../access/identity-act.ts'
import type { Operation } from '../access/operation.ts'
import { askRecovery, forgetPassword, signUp } from './ask-by-mail.ts'
import { askEmailChange, askEmailProof, confirmEmail } from './change-email.ts'
import { chooseCompany } from './choose-company.ts'
import { confirmEnrolment, keepCodes } from './enrol-totp.ts'
import { foundCompany } from './found-company.ts'
import { giveFactor } from './give-factor.ts'
import { givePassword } from './give-password.ts'
import { makeSetupLink } from './make-setup-link.ts'
import { namePerson } from './name-person.ts'
import { openLink, peekLink } from './open-link.ts'
import { changePassword, changeProfile, showOwnAccount } from './own-account.ts'
import { addFactor, confirmFactor, makeBackupCodes, removeFactor } from './own-factors.ts'
import { endOtherOwnSessions, endOwnSession, listOwnSessions, signOut } from './own-sessions.ts'
import { addPasskey, askNewPasskey, askPasskey, renameFactor } from './passkeys/own-passkeys.ts'
import { askPasskeyInFlow, givePasskey, startPasskey } from './passkeys/sign-in.ts'
import { proveAct, renewSession } from './prove-act.ts'
import { recoverOperator } from './recover-operator.ts'
import { reportVulnerability, showReportState } from './report-vulnerability.ts'
import { setAppearance } from './set-appearance.ts'
import { setCompanyPlan } from './set-company-plan.ts'
import { setCompanyState } from './set-company-state.ts'
import { setNewPassword } from './set-new-password.ts'
import { showSession } from './session-library.ts'
import { showFlow } from './show-flow.ts'
import { acceptLogout } from './sso/accept-logout.ts'
import { endByToken, takeLogoutReturn, takeLogoutToken } from './sso/accept-oidc-logout.ts'
import { acceptOidc, takeReturn } from './sso/accept-oidc.ts'
import { acceptSaml } from './sso/accept-saml.ts'
import { completeSso, confirmSso } from './sso/complete-sso.ts'
import { leaveProvider } from './sso/leave-provider.ts'
import { showOwnMetadata, startSso } from './sso/start-sso.ts'
import { startSignIn } from './start-sign-in.ts'
import { sweepIdentity } from './sweep.ts'
import { enterSupport } from './support/enter-support.ts'
import { leaveSupport } from './support/leave-support.ts'
import { askPhone, confirmPhone } from './text/own-phone.ts'
import { askText, giveText } from './text/sign-in.ts'
import { listOwnCompanies, switchCompany } from './switch-company.ts'

/** Acts on accounts, credentials and sessions. */
export const identityActs: readonly IdentityOperation<unknown, unknown>[] = [
  startSignIn,
  startPasskey,
  givePasskey,
  askPasskeyInFlow,
  askText,
  giveText,
  startSso,
  acceptSaml,
  takeReturn,
  acceptOidc,
  completeSso,
  confirmSso,
  showOwnMetadata,
  acceptLogout,
  takeLogoutToken,
  endByToken,
  takeLogoutReturn,
  leaveProvider,
  givePassword,
  giveFactor,
  confirmEnrolment,
  keepCodes,
  chooseCompany,
  namePerson,
  setNewPassword,
  foundCompany,
  showFlow,
  peekLink,
  openLink,
  forgetPassword,
  askRecovery,
  signUp,
  confirmEmail,
  proveAct,
  renewSession,
  showSession,
  listOwnSessions,
  endOwnSession,
  endOtherOwnSessions,
  signOut,
  listOwnCompanies,
  switchCompany,
  showOwnAccount,
  changeProfile,
  changePassword,
  setAppearance,
  addFactor,
  confirmFactor,
  removeFactor,
  renameFactor,
  askNewPasskey,
  addPasskey,
  askPasskey,
  askPhone,
  confirmPhone,
  makeBackupCodes,
  askEmailChange,
  askEmailProof,
  setCompanyState,
  setCompanyPlan,
  enterSupport,
  leaveSupport,
  makeSetupLink,
  recoverOperator,
  sweepIdentity,
  reportVulnerability,
  showReportState,
]
/** Acts of a signed-in member on own sessions and factors, inside a tenant. */
export const operations: readonly Operation<unknown, unknown>[] = []
