import { eq } from 'drizzle-orm'
import { tenants } from '../../db/schema/identity.ts'
import { members } from '../../db/schema/tenancy.ts'
import { identityAct, type IdentityCtx } from '../access/identity-act.ts'
import { providerRefusal } from '../access/required-provider.ts'
import { platformTenant } from '../kernel/platform-tenant.ts'
import { encodeId, type Id } from '../kernel/id.ts'
import { Refusal } from '../kernel/refusal.ts'
import { accountByEmail, hasFactor } from './accounts.ts'
import { deviceName } from './device-name.ts'
import { maskEmail } from './email-address.ts'
import { linkRefused, signInFailed } from './events.ts'
import { beginFlow, type FlowData, type FlowStep } from './flow.ts'
import type { FlowAnswer } from './flow-answer.ts'
import { LinkInput } from './inputs.ts'
import { providerOfInvitation } from './judge-provider.ts'
import { findLink, linkGone, type FoundLink } from './links.ts'
import type { LinkPurpose } from './link-token.ts'
import { networkOf } from './throttle-rules.ts'
import { countTry, lookAtCounter, tooMany, waitOf } from './throttle.ts'

/** What the page of a link may say before anything is done. */
export interface LinkView {
  readonly purpose: LinkPurpose
  readonly email?: string
  readonly company?: string
  readonly role?: string
  readonly name?: string
  readonly alsoPassword?: boolean
  readonly isFirst?: boolean
  /** The address has to come by the company's provider; the link itself opens nothing. */ readonly provider?: {
    readonly sentence: string
    readonly ways: readonly { readonly id: Id<'ssoConnection'>; readonly name: string }[]
  }
}

/** Looks at a link without using it: mail programs open every link that they carry. Undefined where it does not work. */
export const peekLink = identityAct({
  name: 'identity.peekLink',
  credential: 'link',
  why: 'shows what a mailed link is for; uses nothing up',
  input: LinkInput,
  run: async (ctx, { purpose, token }): Promise<LinkView | undefined> => {
    const link = await tried(ctx, purpose, token)
    if (!link) return undefined
    ctx.unchanged('looked at a link')
    const company =
      link.tenantId === null ? link.data.company : (await ctx.db.select({ name: tenants.name }).from(tenants).where(eq(tenants.id, link.tenantId)))[0]?.name
    const [member] =
      link.memberId === null ? [] : await ctx.db.select({ name: members.name, role: members.role }).from(members).where(eq(members.id, link.memberId))
    const required =
      purpose === 'invite' && link.tenantId !== null && link.email !== null ? await providerOfInvitation(ctx, link.tenantId, link.email) : undefined
    return {
      ...(required
        ? { provider: { sentence: required.sentence, ways: required.connections.map((way) => ({ id: encodeId('ssoConnection', way.id), name: way.name })) } }
        : {}),
      purpose,
      isFirst: link.data.kind === 'first',
      ...(link.email === null ? {} : { email: purpose === 'invite' || purpose === 'setup' ? link.email : maskEmail(link.email) }),
      ...(company === undefined || purpose === 'reset' ? {} : { company }),
      ...(member ? { role: member.role, name: member.name } : {}),
      ...(link.data.alsoPassword === undefined ? {} : { alsoPassword: link.data.alsoPassword }),
    }
  },
})

/** Begins what a link is for. The link is used up by the last step and not by this one, so that an interrupted person can come back. */
export const openLink = identityAct({
  name: 'identity.openLink',
  credential: 'link',
  why: 'begins a set-up, an invitation, a reset or a recovery; each goes on in its own steps',
  input: LinkInput,
  run: async (ctx, { purpose, token }): Promise<FlowAnswer | undefined> => {
    const link = await tried(ctx, purpose, token)
    if (!link) {
      ctx.refuse(linkGone())
      return undefined
    }
    ctx.unchanged('a link was opened')
    if (await shutByProvider(ctx, link)) return undefined
    if (purpose === 'setup' || purpose === 'invite') return beginNew(ctx, link)
    if (purpose === 'reset' && link.accountId !== null) {
      // A mailbox alone must not open an account: without a factor to ask for there is nothing to go on with.
      if (!(await hasFactor(ctx, link.accountId)))
        throw new Refusal(
          'forbidden',
          'This account has no second factor that could be asked for. Ask to come back without it: “Lost your phone and your codes?” on the sign-in page.',
        )
      return begin(ctx, link, 'reset', 'factor', { methods: ['reset'] })
    }
    if (purpose === 'recover' && link.accountId !== null)
      return begin(ctx, link, 'recover', link.data.alsoPassword === true ? 'new_password' : 'password', { methods: [] })
    throw linkGone()
  },
})
const begin = async (ctx: IdentityCtx, link: FoundLink, kind: 'reset' | 'recover', step: FlowStep, data: Partial<FlowData>): Promise<FlowAnswer> => ({
  go: step,
  flow: await beginFlow(ctx, {
    kind,
    step,
    accountId: link.accountId,
    data: {
      ...data,
      linkId: link.id,
      ...(link.email === null ? {} : { email: link.email }),
      ...(link.data.recovery === undefined ? {} : { recoveryId: link.data.recovery }),
    },
  }),
})

async function beginNew(ctx: IdentityCtx, link: FoundLink): Promise<FlowAnswer> {
  const account = link.email === null ? undefined : await accountByEmail(ctx, link.email)
  const step: FlowStep = account ? 'password' : 'person',
    company =
      link.tenantId === null ? link.data.company : (await ctx.db.select({ name: tenants.name }).from(tenants).where(eq(tenants.id, link.tenantId)))[0]?.name
  const [member] = link.memberId === null ? [] : await ctx.db.select({ name: members.name }).from(members).where(eq(members.id, link.memberId))
  const data: Partial<FlowData> = {
    linkId: link.id,
    ...(link.email === null ? {} : { email: link.email }),
    ...(link.memberId === null ? {} : { memberId: link.memberId }),
    ...(company === undefined ? {} : { company }),
    ...(member ? { name: member.name } : {}),
    ...(link.data.via === undefined ? {} : { via: link.data.via }),
    ...(link.data.kind === undefined ? {} : { setup: link.data.kind }),
    ...(link.data.invitation === undefined ? {} : { invitation: link.data.invitation }),
  }
  return {
    go: step,
    flow: await beginFlow(ctx, { kind: link.purpose === 'setup' ? 'setup' : 'invite', step, accountId: account?.id ?? null, tenantId: link.tenantId, data }),
  }
}
/** An invitation to an address that has to come by the provider begins nothing here: neither a password nor a factor is set up. */
async function shutByProvider(ctx: IdentityCtx, link: FoundLink): Promise<boolean> {
  const { purpose, tenantId, memberId, email } = link
  const required = purpose === 'invite' && tenantId !== null && email !== null ? await providerOfInvitation(ctx, tenantId, email) : undefined
  if (!required || tenantId === null) return false
  await ctx.inTenant(tenantId, { memberId: null, name: '', role: 'not signed in' }, async (side) =>
    side.record(signInFailed, memberId, {
      step: 'membership',
      why: 'an invitation, but sign-in by the provider is required',
      device: deviceName(ctx.place.agent),
    }),
  )
  ctx.refuse(providerRefusal(required.sentence))
  return true
}
/** Finds a link, counting tries that find none for their network: 256 bits cannot be guessed, but nobody shall try for free. */
async function tried(ctx: IdentityCtx, purpose: LinkPurpose, token: string): Promise<FoundLink | undefined> {
  const counter = await lookAtCounter(ctx, 'linkFromNetwork', networkOf(ctx.place.ip)),
    wait = waitOf(ctx, [counter])
  if (wait > 0) throw tooMany(wait)
  const link = await findLink(ctx, purpose, token)
  if (link) return link
  await countTry(ctx, counter)
  await ctx.inTenant(platformTenant, { memberId: null, name: '', role: 'not signed in' }, async (side) =>
    side.record(linkRefused, null, { purpose: purpose.replace('_', ' '), device: deviceName(ctx.place.agent) }),
  )
  return undefined
}
