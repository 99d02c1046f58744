import { z } from 'zod'
import { pool } from '../../db/client.ts'
import { command } from '../access/operation.ts'
import { logRewound, sealBroken } from './events.ts'

/** What the sealer noticed becomes an entry of the very log it is about, sealed like any other. */
export const recordNotice = command({
  name: 'audit.recordNotice', needs: 'job', input: z.strictObject({ kind: z.enum(['rewound', 'broken']), what: z.string().max(500), noticedAt: z.string().max(40) }),
  run: async (ctx, { kind, what, noticedAt }) => { ctx.record(kind === 'rewound' ? logRewound : sealBroken, ctx.tenant, { what, noticedAt }) },
})

/** Turns the sealer's notices into events. It may not write events itself: its login could then forge them. */
export async function recordNotices(): Promise<number> {
  const sql = pool('platform')
  const open = await sql<{ id: string; tenant: string; kind: 'rewound' | 'broken'; detail: string; at: string }[]>`
    select id::text as id, tenant_id::text as tenant, kind, detail, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at from audit.notices where recorded_at is null order by id limit 100`
  for (const { id, tenant, kind, detail, at } of open) {
    await recordNotice.invoke({ door: { kind: 'platform', tenant, actor: null }, place: { requestId: `notice_${id}`, ip: '', agent: '' }, systemName: 'sealer' }, { kind, what: detail.slice(0, 500), noticedAt: at })
    await sql`update audit.notices set recorded_at = now() where id = ${id} and recorded_at is null`
  }
  return open.length
}
