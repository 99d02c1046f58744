import { eq } from 'drizzle-orm'
import { members } from '../../db/schema/tenancy.ts'
import type { Ctx } from '../access/ctx.ts'
import { command, query } from '../access/operation.ts'
import { config } from '../config.ts'
import { hashLinkToken, linkHours, newLinkToken } from '../identity/link-token.ts'
import { one } from '../kernel/assert.ts'
import { encodeId, newUuid, type Id } from '../kernel/id.ts'
import { demandDeciding, demandFreeEmail, loadMember } from './member.ts'
import { invitationRenewed, invitationWithdrawn, memberInvited } from './member-events.ts'
import { InviteMember, MemberId, Nothing } from './member-inputs.ts'
import { issueInvitation } from './platform.sql.ts'
import { demandGrantable, grantableRoles, keyOf } from './role.ts'

/** The roles that the inviter may give, each in a sentence. */
export const showInviting = query({
  name: 'tenancy.showInviting',
  needs: 'member.invite',
  input: Nothing,
  run: async (ctx) => ({ company: ctx.settings.company, roles: await grantableRoles(ctx) }),
})
/** What the inviter sees once: a link of its own. The mailed one differs, so that only the mailed one proves the mailbox. */
export interface Invited {
  readonly id: Id<'member'>
  readonly name: string
  readonly email: string
  readonly link: string
  readonly until: Date
  /** Whether a mail server is set, so that the mail leaves at all. */ readonly isMailed: boolean
}

export const inviteMember = command({
  name: 'tenancy.inviteMember',
  needs: 'member.invite',
  stepUp: 'anew',
  adds: 'members',
  input: InviteMember,
  run: async (ctx, { name, email, role }): Promise<Invited> => {
    const given = await demandGrantable(ctx, role)
    await demandFreeEmail(ctx, email)
    const number = await ctx.number('member'),
      id = newUuid(ctx.now)
    // No account yet, and whether there is one is nobody's business here: the place is taken by an id of its own until the person comes.
    await ctx.tx
      .insert(members)
      .values({
        id,
        accountId: newUuid(ctx.now),
        number,
        name,
        email,
        role: given.name,
        roleId: given.id,
        state: 'invited',
        source: 'invited',
        invitedBy: ctx.actor.memberId,
        updatedAt: ctx.now,
      })
    ctx.record(memberInvited, id, { number, role: given.name, hours: linkHours.invite }, { note: `${name} <${email}>` })
    return send(ctx, { id, name, email, role: given.name })
  },
})
export const inviteMemberAgain = command({
  name: 'tenancy.inviteMemberAgain',
  needs: 'member.invite',
  stepUp: 'recent',
  input: MemberId,
  run: async (ctx, { memberId }): Promise<Invited> => {
    const member = await loadMember(ctx, memberId, 'invite again')
    await demandGrantable(ctx, keyOf(member)) // the link is shown here too: an admin would take an owner's place by it
    ctx.record(invitationRenewed, member.id, { number: member.number, hours: linkHours.invite })
    return send(ctx, member)
  },
})
export const withdrawInvitation = command({
  name: 'tenancy.withdrawInvitation',
  needs: 'member.invite',
  input: MemberId,
  run: (ctx, { memberId }): Promise<{ id: Id<'member'> }> => withdraw(ctx, memberId),
})
export async function withdraw(ctx: Ctx, memberId: string): Promise<{ id: Id<'member'> }> {
  const member = await loadMember(ctx, memberId, 'withdraw')
  demandDeciding(ctx, member)
  one(
    await ctx.tx.update(members).set({ state: 'ended', endedAt: ctx.now, updatedAt: ctx.now }).where(eq(members.id, member.id)).returning({ id: members.id }),
    'invited member',
  )
  await issueInvitation(ctx, member.id, member.email, null)
  ctx.record(invitationWithdrawn, member.id, { number: member.number })
  return { id: encodeId('member', member.id) }
}
async function send(ctx: Ctx, member: { id: string; name: string; email: string; role: string }): Promise<Invited> {
  const mailed = newLinkToken(),
    shown = newLinkToken(),
    until = new Date(ctx.now.getTime() + linkHours.invite * 3_600_000)
  await issueInvitation(ctx, member.id, member.email, {
    mailedId: newUuid(ctx.now),
    mailed: hashLinkToken('invite', mailed),
    shownId: newUuid(ctx.now),
    shown: hashLinkToken('invite', shown),
    expires: until,
  })
  const company = oneLine(ctx.settings.company)
  ctx.mail(
    member.email,
    `${oneLine(ctx.actor.name)} invites you to ${company}`,
    [
      `${ctx.actor.name} invites you to ${company} on Plumbline, as ${member.role.replace('_', ' ')}.`,
      '',
      `${config().url}/invitation/${mailed}`,
      '',
      'The link works once, for 72 hours.',
      '',
      '--',
      `Plumbline at ${config().url}`,
    ].join('\n'),
    'tenancy.invitation',
  )
  return {
    id: encodeId('member', member.id),
    name: member.name,
    email: member.email,
    link: `${config().url}/invitation/${shown}`,
    until,
    isMailed: config().mail.smtpUrl !== undefined,
  }
}
/** A name with a line break must not become a mail header. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 100)
