// Keys by which programs act for a member: shown once, kept as a hash, with some of that member's rights, for a time.
import { and, count, desc, eq, gt, isNull, type SQL } from 'drizzle-orm'
import { apiKeys } from '../../../db/schema/api.ts'
import { members } from '../../../db/schema/tenancy.ts'
import type { Ctx, ReadCtx } from '../../access/ctx.ts'
import { command, query } from '../../access/operation.ts'
import { keyable, permissions, type Permission } from '../../access/permissions.ts'
import { assert, one } from '../../kernel/assert.ts'
import { sha256 } from '../../kernel/digest.ts'
import { decodeId, encodeId, newUuid, type Id } from '../../kernel/id.ts'
import { parseRange, writeRange } from '../../kernel/network-range.ts'
import { conflict, invalid, notFound } from '../../kernel/refusal.ts'
import { connectionOfSession } from '../platform.sql.ts'
import { keyMade, keyRevoked } from './key-events.ts'
import { KeyId, ListKeys, MakeKey } from './key-inputs.ts'
import { newKey } from './key-text.ts'

/** Alive at once, of one member. */
export const keysMax = 20
export const keyNetworksMax = 20
const daySeconds = 86_400,
  hintLength = 12,
  shownMax = 200
export const warnDays = 14
const ownOnly = (ctx: ReadCtx, right: 'api_key.read' | 'api_key.change'): SQL | undefined =>
  ctx.reach(right) === 'all' ? undefined : eq(apiKeys.memberId, ctx.actor.memberId ?? '')
/** Ranges as somebody typed them, one spelling for one range. @throws Refusal that names the range and what to write instead */
function rangesOf(typed: string | undefined): string[] {
  const ranges = new Set<string>()
  for (const text of (typed ?? '').split(/[\s,;]+/)) {
    if (text === '') continue
    const range = parseRange(text)
    if ('fault' in range) throw invalid('networks', `${text.slice(0, 60)}: ${range.fault}`)
    ranges.add(writeRange(range))
  }
  if (ranges.size > keyNetworksMax) throw invalid('networks', `A key has at most ${keyNetworksMax} networks; these are ${ranges.size}.`)
  return [...ranges]
}
const wordsOf = (names: readonly Permission[]): string => names.map((name) => permissions[name]).join('; ')
/** What the actor may hand on: of the rights that a key can have, those that they hold themselves. */
const grantable = (ctx: ReadCtx): readonly Permission[] => keyable.filter((name) => ctx.actor.held.grants[name] !== undefined)

export const makeApiKey = command({
  name: 'tenancy.makeApiKey',
  needs: 'api_key.change',
  stepUp: 'anew',
  feature: 'api',
  adds: 'apiKeys',
  input: MakeKey,
  run: async (
    ctx,
    { name, permissions: asked, days, networks: typed },
  ): Promise<{ readonly id: Id<'apiKey'>; readonly name: string; readonly token: string }> => {
    assert(ctx.actor.memberId !== null && ctx.actor.sessionId !== null, 'a key is made by a person')
    const given = keyable.filter((one) => asked.includes(one)),
      beyond = given.find((one) => !grantable(ctx).includes(one)),
      networks = rangesOf(typed)
    if (beyond) throw invalid('permissions', `You cannot hand on “${permissions[beyond]}”: your role does not include it.`)
    // The member's own row is held, so that two keys made at once are counted one after the other.
    await ctx.tx.select({ id: members.id }).from(members).where(eq(members.id, ctx.actor.memberId)).for('update')
    const alive = await ctx.tx
      .select({ name: apiKeys.name })
      .from(apiKeys)
      .where(and(eq(apiKeys.memberId, ctx.actor.memberId), isNull(apiKeys.revokedAt), gt(apiKeys.expiresAt, ctx.now)))
    if (alive.length >= keysMax) throw conflict(`You have ${keysMax} keys, the most there may be at once. Revoke one that is not used any more.`)
    if (alive.some((other) => other.name === name)) throw invalid('name', 'Another key of yours has this name.')
    const id = newUuid(ctx.now),
      token = newKey(ctx.tenant),
      expiresAt = new Date(ctx.now.getTime() + days * daySeconds * 1000)
    one(
      await ctx.tx
        .insert(apiKeys)
        .values({
          id,
          memberId: ctx.actor.memberId,
          name,
          hint: token.slice(0, hintLength),
          secretHash: sha256(token),
          permissions: given,
          networks,
          connectionId: await connectionOfSession(ctx, ctx.actor.sessionId),
          expiresAt,
          createdAt: ctx.now,
        })
        .returning({ id: apiKeys.id }),
      'key',
    )
    ctx.record(keyMade, id, { name, permissions: wordsOf(given), networks: networks.join(', '), until: expiresAt.toISOString().slice(0, 10) })
    return { id: encodeId('apiKey', id), name, token }
  },
})
async function loadKey(ctx: ReadCtx, keyId: string, right: 'api_key.read' | 'api_key.change') {
  const [row] = await ctx.tx
    .select({ key: apiKeys, maker: members.name, number: members.number, makerState: members.state })
    .from(apiKeys)
    .innerJoin(members, eq(members.id, apiKeys.memberId))
    .where(and(eq(apiKeys.id, decodeId('apiKey', keyId)), ownOnly(ctx, right)))
  if (!row) throw notFound('API key')
  return row
}
/** Refused from the next request on. What it has done stays done. */
export const revokeApiKey = command({
  name: 'tenancy.revokeApiKey',
  needs: 'api_key.change',
  stepUp: 'recent',
  input: KeyId,
  run: (ctx, { keyId }): Promise<{ readonly name: string }> => revokeKey(ctx, keyId),
})
export async function revokeKey(ctx: Ctx, keyId: string): Promise<{ readonly name: string }> {
  const { key, number } = await loadKey(ctx, keyId, 'api_key.change')
  await revoke(ctx, key.id)
  ctx.record(keyRevoked, key.id, { name: key.name, member: number, why: 'by a person' })
  return { name: key.name }
}
async function revoke(ctx: Ctx, id: string): Promise<void> {
  const rows = await ctx.tx
    .update(apiKeys)
    .set({ revokedAt: ctx.now, revokedBy: ctx.actor.memberId, revokedWhy: 'by a person' })
    .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
    .returning({ id: apiKeys.id })
  if (rows.length === 0) throw conflict('This key is revoked already.')
}
export type KeyState = 'valid' | 'ends soon' | 'ended' | 'revoked' | 'asleep'
/** `asleep`: its maker cannot come in just now, and so it opens nothing. */
const stateOf = (row: { readonly revokedAt: Date | null; readonly expiresAt: Date }, makerState: string, now: Date): KeyState =>
  row.revokedAt !== null
    ? 'revoked'
    : row.expiresAt <= now
      ? 'ended'
      : makerState !== 'active'
        ? 'asleep'
        : row.expiresAt.getTime() - now.getTime() < warnDays * daySeconds * 1000
          ? 'ends soon'
          : 'valid'
type Shown = Awaited<ReturnType<typeof loadKey>>
const shaped = (ctx: ReadCtx, { key, maker, makerState }: Shown) => ({
  id: encodeId('apiKey', key.id),
  name: key.name,
  hint: key.hint,
  by: maker,
  isYours: key.memberId === ctx.actor.memberId,
  permissions: keyable.filter((name) => (key.permissions as string[]).includes(name)).map((name) => permissions[name]),
  networks: key.networks as string[],
  madeAt: key.createdAt,
  expiresAt: key.expiresAt,
  lastUsedAt: key.lastUsedAt,
  lastUsedIp: key.lastUsedIp,
  revokedAt: key.revokedAt,
  state: stateOf(key, makerState, ctx.now),
  mayRevoke:
    key.revokedAt === null && (ctx.reach('api_key.change') === 'all' || (ctx.reach('api_key.change') === 'own' && key.memberId === ctx.actor.memberId)),
})
const frame = (ctx: ReadCtx) => ({
  place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
  seesAll: ctx.reach('api_key.read') === 'all',
  mayMake: ctx.reach('api_key.change') !== undefined,
})
/** Own keys, or everybody's; those that are over stay in sight for a while after those that open something. */
export const listApiKeys = query({
  name: 'tenancy.listApiKeys',
  needs: 'api_key.read',
  input: ListKeys,
  run: async (ctx, { state }) => {
    const living = and(isNull(apiKeys.revokedAt), gt(apiKeys.expiresAt, ctx.now)),
      seen = ownOnly(ctx, 'api_key.read')
    const rows = await ctx.tx
      .select({ key: apiKeys, maker: members.name, number: members.number, makerState: members.state })
      .from(apiKeys)
      .innerJoin(members, eq(members.id, apiKeys.memberId))
      .where(and(seen, state === 'alive' ? living : undefined))
      .orderBy(desc(apiKeys.id))
      .limit(shownMax)
    const [alive] = await ctx.tx.select({ n: count() }).from(apiKeys).where(and(seen, living))
    const keys = rows.map((row) => shaped(ctx, row)),
      isOver = (key: { readonly state: KeyState }): number => (key.state === 'ended' || key.state === 'revoked' ? 1 : 0)
    return {
      keys: keys.sort((one, other) => isOver(one) - isOver(other)),
      alive: alive?.n ?? 0,
      offered: grantable(ctx).map((name) => ({ name, sentence: permissions[name] })),
      ...frame(ctx),
    }
  },
})
export const showApiKey = query({
  name: 'tenancy.showApiKey',
  needs: 'api_key.read',
  input: KeyId,
  run: async (ctx, { keyId }) => ({ ...shaped(ctx, await loadKey(ctx, keyId, 'api_key.read')), ...frame(ctx) }),
})
