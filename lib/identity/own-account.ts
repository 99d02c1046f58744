import { and, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { accounts, factors } from '../../db/schema/identity.ts'
import { members } from '../../db/schema/tenancy.ts'
import { identityAct, type IdentityCtx } from '../access/identity-act.ts'
import { assert, one } from '../kernel/assert.ts'
import { encodeId, type Id } from '../kernel/id.ts'
import { invalid, Refusal } from '../kernel/refusal.ts'
import { accountById, backupCodesLeft, inEveryCompany, membershipsOf } from './accounts.ts'
import { passwordChanged, profileChanged } from './events.ts'
import { proveFactor } from './factor.ts'
import { ChangePassword, ChangeProfile, OwnSession } from './inputs.ts'
import { companiesThatNeedPasskey } from './judge-factors.ts'
import { voidLinks } from './links.ts'
import { mails } from './mails.ts'
import { faultOfPassword, hashPassword, isPassword } from './password.ts'
import { endOtherSessions, isByProvider, membershipsSeenBy, readSession, rotateSecret, type Signed } from './session.ts'
import type { SessionToken } from './session-token.ts'
import { maskPhone } from './text/phone-number.ts'
import { canText, textCompaniesOf } from './text/phone.ts'
import { numberBeingProven } from './text/text-code.ts'
import { countTry, forgive, hasRoom, holdCounter } from './throttle.ts'

export interface OwnFactor {
  readonly id: Id<'factor'>
  readonly name: string
  readonly kind: string
  readonly enrolledAt: Date
  readonly lastUsedAt: Date | null
}
export interface OwnAccount {
  readonly name: string
  readonly email: string
  readonly emailVerified: boolean
  readonly zone: string | null
  readonly shortcuts: boolean
  readonly passwordChangedAt: Date | null
  readonly factors: readonly OwnFactor[]
  readonly codesLeft: number
  /** Companies that ask this person for a passkey, by name. */ readonly needPasskey: readonly string[]
  /** Whether a phone may be added, and the one that is being proven in this session, by its last two digits. */ readonly phone: {
    readonly mayAdd: boolean
    readonly proving: string | undefined
  }
  readonly companies: readonly { readonly company: string; readonly role: string }[]
}
/** One's own account: what is known, how it is proven, where it belongs. */
export const showOwnAccount = identityAct({
  name: 'identity.showOwnAccount',
  credential: 'session',
  why: 'a person sees their own account',
  input: OwnSession,
  run: async (ctx, { session }): Promise<OwnAccount> => {
    const signed = await readSession(ctx, session)
    ctx.unchanged('read')
    const row = one(
      await ctx.db
        .select({
          name: accounts.name,
          email: accounts.email,
          emailVerifiedAt: accounts.emailVerifiedAt,
          zone: accounts.zone,
          shortcuts: accounts.shortcuts,
          passwordChangedAt: accounts.passwordChangedAt,
        })
        .from(accounts)
        .where(eq(accounts.id, signed.accountId)),
      'account',
    )
    const list = await ctx.db
      .select({ id: factors.id, name: factors.name, kind: factors.kind, enrolledAt: factors.confirmedAt, lastUsedAt: factors.lastUsedAt })
      .from(factors)
      .where(and(eq(factors.accountId, signed.accountId), isNotNull(factors.confirmedAt), isNull(factors.removedAt)))
      .orderBy(desc(factors.createdAt))
    const { emailVerifiedAt, ...known } = row,
      seen = await membershipsSeenBy(ctx, signed)
    return {
      ...known,
      emailVerified: emailVerifiedAt !== null,
      codesLeft: await backupCodesLeft(ctx, signed.accountId),
      needPasskey: await companiesThatNeedPasskey(
        ctx,
        signed.accountId,
        seen.map((membership) => membership.memberId),
      ),
      phone: await phoneState(
        ctx,
        signed,
        seen.map((membership) => membership.memberId),
      ),
      factors: list.map((f) => ({ ...f, id: encodeId('factor', f.id), enrolledAt: f.enrolledAt as Date })),
      companies: seen.map(({ company, role }) => ({ company, role })),
    }
  },
})
async function phoneState(ctx: IdentityCtx, signed: Signed, memberIds: readonly string[]): Promise<OwnAccount['phone']> {
  const number = await numberBeingProven(ctx, { purpose: 'add', boundTo: signed.sessionId, accountId: signed.accountId })
  return {
    mayAdd: canText() && (await textCompaniesOf(ctx, signed.accountId)).some((company) => memberIds.includes(company.memberId)),
    proving: number && maskPhone(number),
  }
}

/** Name, zone and single-key shortcuts. The name is the person's own in every company. */
export const changeProfile = identityAct({
  name: 'identity.changeProfile',
  credential: 'session',
  why: 'a person changes their own name, zone and shortcuts',
  input: ChangeProfile,
  run: async (ctx, { session, name, zone, shortcuts }): Promise<void> => {
    const signed = await readSession(ctx, session)
    const before = one(
      await ctx.db
        .select({ name: accounts.name, zone: accounts.zone, shortcuts: accounts.shortcuts, hasPassword: sql<boolean>`${accounts.passwordHash} is not null` })
        .from(accounts)
        .where(eq(accounts.id, signed.accountId))
        .for('update'),
      'account',
    )
    const after = { name, zone: zone ?? null, shortcuts: shortcuts ?? before.shortcuts }
    const changes = (['name', 'zone', 'shortcuts'] as const).filter((field) => before[field] !== after[field])
    if (changes.length === 0) {
      ctx.unchanged('nothing differs')
      return
    }
    // One company's provider must not write a name into the members and the log of another, nor learn by trying whether there is another.
    if (changes.includes('name') && isByProvider(signed) && (before.hasPassword || (await membershipsOf(ctx, signed.accountId)).length > 1))
      throw new Refusal(
        'forbidden',
        'You came in by your company’s provider, which does not change the name of your account. Sign in with your password to change it.',
        { name: 'Sign in with your password to change your name.' },
      )
    await ctx.db.update(accounts).set(after).where(eq(accounts.id, signed.accountId))
    await inEveryCompany(ctx, signed.accountId, 'the person', async (side, membership) => {
      if (membership && changes.includes('name'))
        one(await side.tx.update(members).set({ name, updatedAt: ctx.now }).where(eq(members.id, membership.memberId)).returning({ id: members.id }), 'member')
      // The name itself is personal: the sealed row says that it changed, the erasable one says what it was.
      side.record(
        profileChanged,
        signed.accountId,
        {
          changes: changes.map((field) => ({
            field,
            before: field === 'name' ? 'earlier name' : String(before[field] ?? 'the company’s'),
            after: field === 'name' ? 'new name' : String(after[field] ?? 'the company’s'),
          })),
        },
        changes.includes('name') ? { note: `${before.name} → ${name}` } : {},
      )
    })
  },
})

/** A new password: the old one, the second factor, then every other session ends and this one gets a fresh secret. */
export const changePassword = identityAct({
  name: 'identity.changePassword',
  credential: 'session',
  why: 'a person changes their own password with old password and factor',
  input: ChangePassword,
  run: async (ctx, { session, password, newPassword, factorCode }): Promise<SessionToken | undefined> => {
    const signed = await readSession(ctx, session),
      account = await accountById(ctx, signed.accountId)
    assert(account, 'the account of a session')
    // Somebody at an unlocked screen must not be able to try passwords here that the sign-in would have stopped.
    const counter = await holdCounter(ctx, 'address', `change ${account.id}`)
    if (!hasRoom(ctx, counter)) return undefined
    if (!(await isPassword(account.passwordHash, password))) {
      await countTry(ctx, counter)
      ctx.refuse(invalid('password', 'This is not your present password.'))
      return undefined
    }
    const fault =
      password === newPassword ? 'This is your present password. Choose another.' : faultOfPassword(newPassword, { ...account, company: signed.company })
    if (fault !== undefined) throw invalid('newPassword', fault)
    const proof = await proveFactor(ctx, account, factorCode, 'factorCode', signed.sessionId)
    if (proof.method === undefined) {
      ctx.refuse(proof.refusal)
      return undefined
    }
    await forgive(ctx, counter)
    await ctx.db
      .update(accounts)
      .set({ passwordHash: await hashPassword(newPassword), passwordChangedAt: ctx.now })
      .where(eq(accounts.id, account.id))
    await voidLinks(ctx, 'reset', account.id)
    const count = await endOtherSessions(ctx, account.id, signed.sessionId, 'the password was changed')
    await inEveryCompany(ctx, account.id, 'the person', (side) => side.record(passwordChanged, account.id, { by: 'the person', sessions: count }))
    await mails.passwordChanged(ctx, account.email)
    return rotateSecret(ctx, signed)
  },
})
