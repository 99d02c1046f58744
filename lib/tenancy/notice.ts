import { and, eq, gt, inArray, isNull, lte } from 'drizzle-orm'
import { delegations, members, notificationChoices, notifications } from '../../db/schema/tenancy.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import type { Permission } from '../access/permissions.ts'
import { config } from '../config.ts'
import { encodeId, newUuid, type Noun } from '../kernel/id.ts'
import { asPlainName } from '../kernel/plain-name.ts'
import { grantsInForce } from './access/grants-in-force.ts'
import { noticeSent } from './notice-events.ts'
import { rolesOf } from './role.ts'

/** What a member can be told of, and how it may reach them by mail. It always stands in the product. */
export const noticeKinds = ['waiting', 'paid', 'disputed', 'redeemed', 'books', 'access', 'bank_detail', 'sign_in', 'alert'] as const
export type NoticeKind = (typeof noticeKinds)[number]
export const mailChoices = ['at_once', 'daily', 'never'] as const
export type MailChoice = (typeof mailChoices)[number]
export const noticeWords: Readonly<
  Record<NoticeKind, { readonly title: string; readonly about: string; readonly usual: MailChoice; readonly mayBeSilent: boolean }>
> = {
  waiting: { title: 'Waiting for you', about: 'Payouts to approve, awards to confirm, redemptions to hand out', usual: 'at_once', mayBeSilent: true },
  paid: { title: 'Paid', about: 'A payout of yours was sent, has arrived or came back', usual: 'at_once', mayBeSilent: true },
  disputed: { title: 'Disputes', about: 'A dispute to answer, or an answer to yours', usual: 'at_once', mayBeSilent: true },
  redeemed: { title: 'Redemptions', about: 'What you redeemed was handed out or cancelled', usual: 'at_once', mayBeSilent: true },
  books: { title: 'Books', about: 'Bank, batches and ledger did not agree in the nightly comparison', usual: 'at_once', mayBeSilent: true },
  access: {
    title: 'Access',
    about: 'Somebody asks for more than their role, or reviews who may do what; an answer to you, a right of yours that is over',
    usual: 'at_once',
    mayBeSilent: true,
  },
  bank_detail: { title: 'Bank details', about: 'Where your money goes was changed', usual: 'at_once', mayBeSilent: false },
  sign_in: {
    title: 'New sign-in',
    about:
      'Your account was used from a browser or network not seen before, another owner came in by break-glass, or a passkey in your company may have been copied',
    usual: 'at_once',
    mayBeSilent: false,
  },
  alert: { title: 'Alerts', about: 'Somebody’s sign-ins or exports were unusual; told to those who look after members', usual: 'at_once', mayBeSilent: true },
}
export const isNoticeKind = (text: string): text is NoticeKind => (noticeKinds as readonly string[]).includes(text)

export interface Notice {
  readonly kind: NoticeKind
  /** Members; whoever is not active, or was told of this cause before, is left out. */
  readonly to: readonly string[]
  /** One sentence without the recipient's name: subject of the mail and line in the list. */
  readonly sentence: string
  /** Further lines of the mail. */
  readonly more?: string
  readonly subject: { readonly kind: Noun; readonly id: string }
  /** What is told once to each member: an event, or the record itself. */
  readonly causeId: string
}

/** How each member wants mail of a kind. */
export async function choicesOf(ctx: ReadCtx, memberIds: readonly string[], kind: NoticeKind): Promise<ReadonlyMap<string, MailChoice>> {
  const rows = await ctx.tx
    .select({ memberId: notificationChoices.memberId, mail: notificationChoices.mail })
    .from(notificationChoices)
    .where(eq(notificationChoices.kind, kind))
  const chosen = new Map(rows.map((row) => [row.memberId, row.mail]))
  return new Map(memberIds.map((id) => [id, chosen.get(id) ?? noticeWords[kind].usual]))
}
/**
 * Tells members things, each once: in the product, and by mail as each has chosen. Part of the job that follows an event, in its
 * transaction. Records how many were told, or says that everyone knew.
 */
export async function tell(ctx: Ctx, notices: readonly Notice[]): Promise<number> {
  const wanted = [...new Set(notices.flatMap((notice) => notice.to))]
  const people = new Map<string, string>()
  for (const slice of slicesOf(wanted))
    for (const row of await ctx.tx
      .select({ id: members.id, email: members.email })
      .from(members)
      .where(and(inArray(members.id, slice), eq(members.state, 'active'))))
      people.set(row.id, row.email)
  const choices = new Map<NoticeKind, ReadonlyMap<string, MailChoice>>()
  for (const kind of new Set(notices.map((notice) => notice.kind))) choices.set(kind, await choicesOf(ctx, [...people.keys()], kind))
  const drafts = notices.flatMap((notice) =>
    [...new Set(notice.to)]
      .filter((id) => people.has(id))
      .map((memberId) => {
        const mail = choices.get(notice.kind)?.get(memberId) ?? 'at_once'
        return {
          notice,
          row: {
            id: newUuid(ctx.now),
            memberId,
            kind: notice.kind,
            sentence: oneLine(notice.sentence),
            subjectKind: notice.subject.kind,
            subjectId: notice.subject.id,
            causeId: notice.causeId,
            mail,
            mailedAt: mail === 'at_once' ? ctx.now : null,
            createdAt: ctx.now,
          },
        }
      }),
  )
  const told = new Set<string>()
  for (const slice of slicesOf(drafts)) {
    const rows = await ctx.tx
      .insert(notifications)
      .values(slice.map((draft) => draft.row))
      .onConflictDoNothing({ target: [notifications.tenantId, notifications.memberId, notifications.causeId] })
      .returning({ id: notifications.id })
    for (const { id } of rows) told.add(id)
  }
  if (told.size === 0) {
    ctx.unchanged(people.size === 0 ? 'nobody to tell' : 'they know already')
    return 0
  }
  const fresh = drafts.filter((draft) => told.has(draft.row.id))
  for (const { notice, row } of fresh) {
    if (row.mail === 'at_once')
      ctx.mail(
        people.get(row.memberId) as string,
        `${ctx.settings.company}: ${row.sentence}`.slice(0, 200),
        mailBody(ctx, row.sentence, notice.more, row.id),
        `notice.${row.kind}`,
      )
  }
  for (const kind of new Set(fresh.map((draft) => draft.row.kind))) {
    const own = fresh.filter((draft) => draft.row.kind === kind)
    ctx.record(noticeSent, null, {
      kind,
      about: (own[0] as (typeof own)[number]).notice.subject.kind,
      told: own.length,
      mailed: own.filter((draft) => draft.row.mail === 'at_once').length,
    })
  }
  return told.size
}
/** Rows in one statement. */
const sliceSize = 500
function* slicesOf<T>(items: readonly T[]): Generator<T[]> {
  for (let at = 0; at < items.length; at += sliceSize) yield items.slice(at, at + sliceSize)
}
/** A name with a line break must not become a mail header; other controls would have the mail server refuse it, and a warning would be lost. */
const oneLine = (text: string): string => asPlainName(text).replaceAll(/\s+/g, ' ').slice(0, 400)
const mailBody = (ctx: Ctx, sentence: string, more: string | undefined, id: string): string =>
  [
    sentence,
    ...(more === undefined ? [] : ['', more]),
    '',
    `Open it: ${config().url}/notifications/${encodeId('notification', id)}`,
    '',
    '--',
    `${ctx.settings.company} uses Plumbline. Choose what you are mailed: ${config().url}/account/notifications`,
  ].join('\n')

/** Active members who may do something everywhere: by role, because it was given to them for a time, or because it was delegated to them. */
export async function membersWho(ctx: ReadCtx, permission: Permission, except: readonly (string | null)[] = []): Promise<string[]> {
  const roles = (await rolesOf(ctx)).filter((role) => role.grants[permission] === 'all').map((role) => role.name)
  const holders =
    roles.length === 0
      ? []
      : await ctx.tx
          .select({ id: members.id })
          .from(members)
          .where(and(inArray(members.role, roles), eq(members.state, 'active')))
  const lent = await ctx.tx
    .select({ id: delegations.toMemberId, from: delegations.fromMemberId })
    .from(delegations)
    .where(and(eq(delegations.permission, permission), isNull(delegations.endedAt), lte(delegations.startsAt, ctx.now), gt(delegations.endsAt, ctx.now)))
  const given = (await grantsInForce(ctx)).filter((grant) => grant.grants[permission] === 'all').map((grant) => grant.memberId)
  const active =
    given.length === 0
      ? []
      : await ctx.tx
          .select({ id: members.id })
          .from(members)
          .where(and(inArray(members.id, given), eq(members.state, 'active')))
  const ids = new Set(holders.map((row) => row.id))
  for (const row of lent) if (ids.has(row.from)) ids.add(row.id)
  for (const row of active) ids.add(row.id)
  return [...ids].filter((id) => !except.includes(id))
}
