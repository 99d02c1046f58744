import { identityAct, type IdentityCtx } from '../access/identity-act.ts'
import { encodeId, type Id } from '../kernel/id.ts'
import { auditSigner } from '../platform/keys/keys.ts'
import { accountById, backupCodesLeft, factorsOf, lastCompanyOf, membershipsOf } from './accounts.ts'
import { deviceName } from './device-name.ts'
import { openInFlow } from './enrolment.ts'
import { lookAtFlow, type Flow, type FlowKind, type FlowStep } from './flow.ts'
import { ShowFlow } from './inputs.ts'
import { qrPath, type QrPath } from './qr-path.ts'
import { waysFor, type Way } from './sso/connection.ts'
import { maskPhone } from './text/phone-number.ts'
import { phoneFor } from './text/sign-in.ts'
import { totpSecretText, totpUri } from './totp.ts'

export interface FlowView {
  readonly kind: FlowKind
  readonly step: FlowStep
  readonly email?: string | undefined
  readonly name?: string | undefined
  readonly company?: string | undefined
  readonly isFirst: boolean
  readonly device: string
  /** Backup codes that are left; at the factor step. */
  readonly codesLeft?: number
  /** What the account has to prove itself by; at the factor step. */
  readonly factors?: { readonly totp: number; readonly passkey: number }
  /** The phone that a code can be sent to, by its last two digits, where a company lets that count; whether one was asked for. */
  readonly text?: { readonly phone: string; readonly wasAsked: boolean } | undefined
  /** At the enrolment step. */
  readonly qr?: QrPath
  readonly secretText?: string
  /** At the step that shows the backup codes. */
  readonly codes?: readonly string[]
  /** What signs the log, at the end of the first set-up. */
  readonly fingerprint?: string
  /** A company wants another password before it lets in: every so many days. */
  readonly passwordDays?: number | undefined
  /** Providers that vouch for the domain of the address; at the password step. */
  readonly ways?: readonly Way[]
  /** Memberships to choose from. */
  readonly companies?: readonly { readonly id: Id<'member'>; readonly company: string; readonly role: string; readonly isInstallation: boolean }[]
  /** The one that is offered first: the last used, else a company before the installation. */
  readonly likely?: Id<'member'> | undefined
}

/** What the present step of a flow shows. At the password step it holds nothing that depends on whether the address is known. */
export const showFlow = identityAct({
  name: 'identity.showFlow',
  credential: 'flow',
  why: 'what the present step of a sign-in shows to the browser that holds it',
  input: ShowFlow,
  run: async (ctx, { flow: secret }): Promise<FlowView | undefined> => {
    ctx.unchanged('shown')
    const flow = await lookAtFlow(ctx, secret)
    if (!flow) return undefined
    const { step, kind, data } = flow
    const view: FlowView = {
      kind,
      step,
      email: data.email,
      name: data.name,
      company: data.company,
      isFirst: data.setup === 'first',
      device: deviceName(ctx.place.agent),
      passwordDays: data.passwordDays,
    }
    if (step === 'password' && kind === 'sign_in' && data.email !== undefined) return { ...view, ways: await waysFor(ctx, data.email) }
    if ((step === 'factor' || step === 'confirm') && flow.accountId !== null)
      return {
        ...view,
        name: (await accountById(ctx, flow.accountId))?.name,
        codesLeft: await backupCodesLeft(ctx, flow.accountId),
        factors: await factorsOf(ctx, flow.accountId),
        text: await textOf(ctx, flow, flow.accountId),
      }
    if (step === 'company' && flow.accountId !== null) {
      const found = await membershipsOf(ctx, flow.accountId),
        last = await lastCompanyOf(ctx, flow.accountId)
      const likely = found.find((m) => m.tenantId === last) ?? found.find((m) => m.kind === 'company') ?? found[0]
      return {
        ...view,
        companies: found.map((m) => ({ id: encodeId('member', m.memberId), company: m.company, role: m.role, isInstallation: m.kind === 'platform' })),
        likely: likely && encodeId('member', likely.memberId),
      }
    }
    if (step === 'enrol') {
      const totp = await openInFlow(flow, data.sealedSecret),
        email = data.email ?? (flow.accountId === null ? '' : (await accountById(ctx, flow.accountId))?.email) ?? ''
      return { ...view, qr: qrPath(totpUri(totp, email)), secretText: totpSecretText(totp) }
    }
    if (step === 'codes') return { ...view, codes: (await openInFlow(flow, data.sealedCodes)).toString().split(' ') }
    return step === 'new_company' && view.isFirst ? { ...view, fingerprint: auditSigner().fingerprint } : view
  },
})
async function textOf(ctx: IdentityCtx, flow: Flow, accountId: string): Promise<FlowView['text']> {
  const found = flow.step === 'factor' ? await phoneFor(ctx, flow, accountId) : undefined
  return found && { phone: maskPhone(found.phone.number), wasAsked: flow.data.textAskedAt !== undefined }
}
