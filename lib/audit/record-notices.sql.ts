import { z } from 'zod'
import { pool } from '../../db/client.ts'
import { command } from '../access/operation.ts'
import { logRewound, sealBroken } from './events.ts'
import { checkpointReaders } from './mail-checkpoint.ts'

/** What the sealer noticed becomes an entry of the very log it is about, sealed like any other. */
export const recordNotice = command({
  name: 'audit.recordNotice',
  needs: 'job',
  input: z.strictObject({ kind: z.enum(['rewound', 'broken']), what: z.string().max(500), noticedAt: z.string().max(40) }),
  run: async (ctx, { kind, what, noticedAt }) => {
    ctx.record(kind === 'rewound' ? logRewound : sealBroken, ctx.tenant, { what, noticedAt })
    // The log itself is in doubt: those who hold earlier checkpoints have to hear of it by another way than the log.
    for (const email of await checkpointReaders(ctx))
      ctx.mail(email, `The audit log of ${ctx.settings.company} needs a look`, alarmText(ctx.settings.company, what, noticedAt), 'checkpoint')
  },
})
const alarmText = (company: string, what: string, noticedAt: string): string => `While sealing the audit log of ${company}, at ${noticedAt}, this was noticed:

    ${what}

If somebody restored the database on purpose, this is the expected trace of it. If nobody did, keep the checkpoint mails you have,
make a bundle of the whole log, and verify it against the newest of them: the verifier names the first entry at fault.
`

/** Turns the sealer's notices into events. It may not write events itself: its login could then forge them. */
export async function recordNotices(): Promise<number> {
  const sql = pool('platform')
  const open = await sql<{ id: string; tenant: string; kind: 'rewound' | 'broken'; detail: string; at: string }[]>`
    select id::text as id, tenant_id::text as tenant, kind, detail, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at from audit.notices where recorded_at is null order by id limit 100`
  for (const { id, tenant, kind, detail, at } of open) {
    await recordNotice.invoke(
      { door: { kind: 'platform', tenant, actor: null }, place: { requestId: `notice_${id}`, ip: '', agent: '' }, systemName: 'sealer' },
      { kind, what: detail.slice(0, 500), noticedAt: at },
    )
    await sql`update audit.notices set recorded_at = now() where id = ${id} and recorded_at is null`
  }
  return open.length
}
