import { createHmac } from 'node:crypto'
import { and, asc, desc, eq, exists, gt, gte, inArray, isNull, lt, or, sql, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { auditEvents, auditPersonal, auditWords } from '../../db/schema/audit.ts'
import { members } from '../../db/schema/tenancy.ts'
import { payees } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { decodeCursor, encodeCursor, pageSize } from '../kernel/cursor.ts'
import { addDays, day, startOfDay } from '../kernel/day.ts'
import { decodeId, encodeId, idPrefixes, nounOf } from '../kernel/id.ts'
import { invalid } from '../kernel/refusal.ts'
import { cursorKey } from '../platform/keys/keys.ts'
import { namesOfAction } from './event-words.ts'
import type { EventFilters, SearchEvents } from './inputs.ts'
import { wordsOf } from './words.ts'

/**
 * Filters in the terms of the tables. Only operators that are leakproof (equality and order of text, uuid and time), because others would
 * not use their index under row-level security.
 */
export interface Search {
  readonly words: readonly string[]
  /** Members whose name holds every word: their acts are found along with the texts. */
  readonly namesakes: readonly string[]
  /** Payees the same: what names them is found, and they are named by their id, so that the log keeps no names. */
  readonly payees: readonly string[]
  readonly person: string | 'nobody' | 'machine' | 'provider' | undefined
  readonly events: readonly string[] | undefined
  readonly entry: string | undefined
  readonly subject: string | undefined
  readonly act: string | undefined
  readonly request: string | undefined
  readonly ip: string | undefined
  readonly from: Date | undefined
  readonly to: Date | undefined
}

/** Reads what was asked into what is looked for. Throws a Refusal that names the field. */
export async function readFilters(ctx: ReadCtx, filters: EventFilters): Promise<Search> {
  const { q, person, action, entry, subject, act, request, ip, dayFrom, dayTo } = filters
  const words = q === undefined ? [] : wordsOf(q)
  if (q !== undefined && q.trim() !== '' && words.length === 0) throw invalid('q', 'Search for a word of at least two letters or digits.')
  const noun = subject === undefined ? undefined : nounOf(subject)
  if (subject !== undefined && noun === undefined)
    throw invalid('subject', 'This is not the id of a record. It begins with letters that say what it is, such as pay_.')
  const zone = ctx.settings.zone
  return {
    words: words.slice(0, wordsMax),
    ...(words.length === 0 ? { namesakes: [], payees: [] } : await namesakes(ctx, words)),
    request,
    ip: ip?.toLowerCase(),
    person: person === undefined || person === 'nobody' || person === 'machine' || person === 'provider' ? person : decodeId('member', person),
    events: action === undefined ? undefined : namesOfAction(action),
    entry: entry === undefined ? undefined : decodeId('auditEvent', entry),
    subject: subject && noun ? decodeId(noun, subject) : undefined,
    act: act === undefined ? undefined : correlationOf(act),
    from: dayFrom === undefined ? undefined : startOfDay(day(dayFrom), zone),
    to: dayTo === undefined ? undefined : startOfDay(addDays(day(dayTo), 1), zone),
  }
}
const wordsMax = 8
function correlationOf(act: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(act)) throw invalid('act', 'This is not the id of an act.')
  return act
}
async function namesakes(ctx: ReadCtx, words: readonly string[]): Promise<Pick<Search, 'namesakes' | 'payees'>> {
  const [people, paid] = await Promise.all([
    ctx.tx.select({ id: members.id, name: members.name }).from(members).orderBy(members.name).limit(5_000),
    ctx.tx.select({ id: payees.id, name: payees.name }).from(payees).orderBy(payees.name).limit(20_000),
  ])
  const called = (all: readonly { id: string; name: string }[], most: number): string[] =>
    all
      .filter(({ name }) => {
        const own = new Set(wordsOf(name))
        return words.every((word) => own.has(word))
      })
      .map(({ id }) => id)
      .slice(0, most)
  return { namesakes: called(people, 20), payees: called(paid, 10) }
}
/** The word that a record's id is found by. */
export const wordOfPayee = (payee: string): string => encodeId('payee', payee).slice(idPrefixes.payee.length + 1)

/**
 * The id of an event is made a moment before its row is written, by another clock: the two may be this far apart. Clocks that differ by more
 * than minutes let nobody sign in, whose codes are of half minutes.
 */
const slackMilliseconds = 3_600_000
const later = (at: Date, milliseconds: number): Date => new Date(at.getTime() + milliseconds)
const idAt = (at: Date): string => {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}
/** Bounds on the id, which every index ends with and partitions are cut by; the exact moment is a condition beside them. */
const within = (id: PgColumn, search: Search): (SQL | undefined)[] => [search.from && gte(id, idAt(search.from)), search.to && lt(id, idAt(search.to))]
/** Events of these days whose ids lie outside of them. Found by the index of moments alone; more than this are not listed but walked. */
const straysMax = 1_000
/**
 * The ways to events whose id lies on the other side of a bound than their moment, because the clocks differ: few or none. Walking the ids of
 * the slack would read every event of that hour first.
 */
async function edgesOf(ctx: ReadCtx, { from, to }: Search): Promise<SQL[]> {
  const { id, at } = auditEvents
  const strays = async (sinceAt: Date, untilAt: Date, side: SQL, walked: SQL | undefined): Promise<SQL | undefined> => {
    const found = await ctx.tx
      .select({ id })
      .from(auditEvents)
      .where(and(gte(at, sinceAt.toISOString()), lt(at, untilAt.toISOString()), confirmed(side)))
      .limit(straysMax + 1)
    return found.length === 0
      ? undefined
      : found.length > straysMax
        ? walked
        : inArray(
            id,
            found.map((row) => row.id),
          )
  }
  const edges = await Promise.all([
    from && strays(from, later(from, slackMilliseconds), lt(id, idAt(from)), and(gte(id, idAt(later(from, -slackMilliseconds))), lt(id, idAt(from)))),
    to && strays(later(to, -slackMilliseconds), to, gte(id, idAt(to)), and(gte(id, idAt(to)), lt(id, idAt(later(to, slackMilliseconds))))),
  ])
  return edges.filter((edge) => edge !== undefined)
}

/** Conditions on the event's own columns. */
function onEvent(search: Search): (SQL | undefined)[] {
  const { person, entry, subject, act, request, from, to } = search
  return [
    entry === undefined ? undefined : eq(auditEvents.id, entry),
    person === undefined
      ? undefined
      : person === 'nobody'
        ? and(isNull(auditEvents.actorId), eq(auditEvents.actorKind, 'system'))
        : person === 'machine'
          ? eq(auditEvents.actorKind, 'job')
          : person === 'provider'
            ? eq(auditEvents.actorKind, 'provisioning')
            : eq(auditEvents.actorId, person),
    subject === undefined ? undefined : eq(auditEvents.subjectId, subject),
    act === undefined ? undefined : eq(auditEvents.correlationId, act),
    request === undefined ? undefined : eq(auditEvents.requestId, request),
    from && confirmed(gte(auditEvents.at, from.toISOString())),
    to && confirmed(lt(auditEvents.at, to.toISOString())),
  ]
}
/**
 * A condition that only confirms, beside bounds on the id that mean the same: written so that a plan made for any days does not take it for
 * a narrowing of its own, gather the whole span and sort it.
 */
const confirmed = (condition: SQL): SQL => sql`(${condition}) is not false`
const withAddress = (ctx: ReadCtx, ip: string): SQL =>
  exists(
    ctx.tx
      .select({ one: sql`1` })
      .from(auditPersonal)
      .where(and(eq(auditPersonal.id, auditEvents.id), eq(auditPersonal.ip, ip))),
  )
/** The limit, a parameter (numbers are written as literals), keeps a plan made for any word from joining all events of this one: it is looked up event by event. */
const withWord = (ctx: ReadCtx, word: string): SQL =>
  exists(
    ctx.tx
      .select({ one: sql`1` })
      .from(auditWords)
      .where(and(eq(auditWords.word, word), eq(auditWords.eventId, auditEvents.id)))
      .limit(sql`${1}` as never),
  )

type Branch = (limit: number, past: (id: PgColumn) => SQL | undefined, order: (id: PgColumn) => SQL) => PromiseLike<{ id: string }[]>
/**
 * The ways by which the rows are reached, each of which walks one index in the order of the ids and stops at a page: what belongs to a page
 * is among the first rows of each.
 */
async function branchesOf(ctx: ReadCtx, search: Search): Promise<Branch[]> {
  const { words, namesakes: people, payees: paid, events, ip, person } = search
  const eventsAre =
    events === undefined ? undefined : events.length === 1 ? eq(auditEvents.event, events[0] as string) : inArray(auditEvents.event, [...events])
  const addressIs = ip === undefined ? undefined : withAddress(ctx, ip),
    who = people.filter((id) => person === undefined || person === id)
  const where =
    (...conditions: (SQL | undefined)[]): Branch =>
    (limit, past, order) =>
      ctx.tx
        .select({ id: auditEvents.id })
        .from(auditEvents)
        .where(and(...onEvent(search), ...conditions, past(auditEvents.id)))
        .orderBy(order(auditEvents.id))
        .limit(limit)
  const plain = (extra: SQL | undefined): Branch => where(...within(auditEvents.id, search), extra)
  const bounds = await edgesOf(ctx, search),
    edges = (wordsAre?: SQL): Branch[] => bounds.map((bound) => where(bound, eventsAre, addressIs, wordsAre))
  if (words.length > 0) {
    const [rarest, ...others] = await byRarity(ctx, words)
    const conditions = and(...onEvent(search), eventsAre, addressIs, ...others.map((word) => withWord(ctx, word)))
    const byWord =
      (word: string, also: SQL | undefined): Branch =>
      (limit, past, order) =>
        ctx.tx
          .select({ id: auditWords.eventId })
          .from(auditWords)
          .innerJoin(auditEvents, eq(auditEvents.id, auditWords.eventId))
          .where(and(eq(auditWords.word, word), ...within(auditWords.eventId, search), also, past(auditWords.eventId)))
          .orderBy(order(auditWords.eventId))
          .limit(limit)
    const said = and(...words.map((word) => withWord(ctx, word))),
      ofPayee = and(...onEvent(search), eventsAre, addressIs)
    return [
      byWord(rarest as string, conditions),
      ...who.map((id) => plain(and(eq(auditEvents.actorId, id), eventsAre, addressIs))),
      ...paid.flatMap((id) => [byWord(wordOfPayee(id), ofPayee), plain(and(eq(auditEvents.subjectId, id), eventsAre, addressIs))]),
      ...edges(
        or(
          said,
          who.length === 0 ? undefined : inArray(auditEvents.actorId, who),
          ...(paid.length === 0 ? [] : [inArray(auditEvents.subjectId, [...paid]), ...paid.map((id) => withWord(ctx, wordOfPayee(id)))]),
        ),
      ),
    ]
  }
  if (ip !== undefined) {
    const byAddress: Branch = (limit, past, order) =>
      ctx.tx
        .select({ id: auditPersonal.id })
        .from(auditPersonal)
        .innerJoin(auditEvents, eq(auditEvents.id, auditPersonal.id))
        .where(and(eq(auditPersonal.ip, ip), ...within(auditPersonal.id, search), ...onEvent(search), eventsAre, past(auditPersonal.id)))
        .orderBy(order(auditPersonal.id))
        .limit(limit)
    return [byAddress, ...edges()]
  }
  return [...(events === undefined ? [plain(undefined)] : events.map((name) => plain(eq(auditEvents.event, name)))), ...edges()]
}
/** So many entries back one looks to learn how rare a word is. */
const rarityDepth = 200
/** The rarest word first: it leads, the others only confirm. Rare is whose entry of this depth lies further back, or who has none. */
async function byRarity(ctx: ReadCtx, words: readonly string[]): Promise<string[]> {
  if (words.length === 1) return [...words]
  const depths = await Promise.all(
    words.map(async (word) => {
      const [deep] = await ctx.tx
        .select({ id: auditWords.eventId })
        .from(auditWords)
        .where(eq(auditWords.word, word))
        .orderBy(desc(auditWords.eventId))
        .offset(rarityDepth - 1)
        .limit(1)
      return { word, depth: deep?.id ?? '' }
    }),
  )
  return depths.sort((a, b) => (a.depth < b.depth ? -1 : a.depth > b.depth ? 1 : 0)).map(({ word }) => word)
}

export interface FoundPage {
  readonly ids: readonly string[]
  readonly next: string | undefined
  readonly previous: string | undefined
}
/** One page of ids, newest first, by signed keyset cursors in both directions. */
export async function findEvents(ctx: ReadCtx, input: SearchEvents): Promise<FoundPage> {
  const search = await readFilters(ctx, input)
  const secret = createHmac('sha256', cursorKey()).update('audit').digest()
  const isBack = input.before !== undefined && input.after === undefined
  const text = isBack ? input.before : input.after
  const position = text === undefined ? undefined : decodeCursor(text, secret)
  const size = input.size ?? pageSize
  const past = (id: PgColumn): SQL | undefined => (position === undefined ? undefined : isBack ? gt(id, position.id) : lt(id, position.id))
  const found = await Promise.all((await branchesOf(ctx, search)).map((branch) => branch(size + 1, past, isBack ? asc : desc)))
  const merged = [...new Set(found.flat().map(({ id }) => id))].sort().slice()
  if (!isBack) merged.reverse()
  const ids = merged.slice(0, size),
    hasMore = merged.length > size
  if (isBack) ids.reverse()
  const cursor = (id: string): string => encodeCursor({ key: null, id }, secret)
  const first = ids[0],
    last = ids.at(-1)
  return {
    ids,
    next: last !== undefined && (isBack || hasMore) ? cursor(last) : undefined,
    previous: first !== undefined && (isBack ? hasMore : position !== undefined) ? cursor(first) : undefined,
  }
}
