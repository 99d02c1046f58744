import { eq } from 'drizzle-orm'
import { apiKeys } from '../../../db/schema/api.ts'
import { members } from '../../../db/schema/tenancy.ts'
import { keyRequestsPerMinuteMax } from '../../access/key-share.ts'
import { query } from '../../access/operation.ts'
import { keyable, permissions } from '../../access/permissions.ts'
import { assert } from '../../kernel/assert.ts'
import { encodeId } from '../../kernel/id.ts'
import { Nothing } from '../member-inputs.ts'

/** What a program is told of the key that it asks with: for whom it acts, what it may at this moment, from where and until when. */
export const showOwnKey = query({
  name: 'tenancy.showOwnKey',
  needs: 'key',
  input: Nothing,
  run: async (ctx) => {
    const { key, role, held } = ctx.actor
    assert(key, 'a key that asks')
    const [row] = await ctx.tx
      .select({ key: apiKeys, memberId: members.id, member: members.name })
      .from(apiKeys)
      .innerJoin(members, eq(members.id, apiKeys.memberId))
      .where(eq(apiKeys.id, key.id))
    assert(row, 'the key that asks')
    const given = new Set(row.key.permissions as string[])
    return {
      id: encodeId('apiKey', row.key.id),
      name: row.key.name,
      hint: row.key.hint,
      company: ctx.settings.company,
      member: { id: encodeId('member', row.memberId), name: row.member, role },
      permissions: keyable
        .filter((name) => given.has(name))
        .map((name) => ({ permission: name, sentence: permissions[name], holds: held.grants[name] !== undefined })),
      networks: row.key.networks as string[],
      requestsPerMinute: keyRequestsPerMinuteMax,
      madeAt: row.key.createdAt,
      expiresAt: row.key.expiresAt,
      lastUsedAt: row.key.lastUsedAt,
    }
  },
})
