import { desc } from 'drizzle-orm'
import { z } from 'zod'
import { auditCheckpoints } from '../../db/schema/audit.ts'
import { query } from '../access/operation.ts'
import { auditSigner } from '../platform/keys/keys.ts'
import { readEvents, readSealState } from './search-events.ts'
import { readWaiting } from './waiting-events.ts'

const checkpointsShown = 50
const waitingShown = 20

/** Where the seal stands: the newest checkpoints, the signing key's fingerprint, what the last check found, and what waits to be sealed. */
export const showSeal = query({
  name: 'audit.showSeal',
  needs: 'audit.read',
  input: z.strictObject({}),
  run: async (ctx) => {
    const rows = await ctx.tx
      .select({ size: auditCheckpoints.size, epoch: auditCheckpoints.epoch, at: auditCheckpoints.at, root: auditCheckpoints.root })
      .from(auditCheckpoints)
      .orderBy(desc(auditCheckpoints.epoch), desc(auditCheckpoints.size))
      .limit(checkpointsShown)
    const waiting = await readWaiting(ctx)
    return {
      waiting: waiting && {
        count: waiting.ids.length,
        isMore: waiting.isMore,
        since: waiting.since,
        rows: await readEvents(ctx, waiting.ids.slice(0, waitingShown)),
      },
      seal: await readSealState(ctx),
      fingerprint: auditSigner().fingerprint,
      company: ctx.settings.company,
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
      may: { export: ctx.reach('audit.export') === 'all', erase: ctx.reach('audit.erase') === 'all' },
      checkpoints: rows.map((row) => ({ size: Number(row.size), epoch: row.epoch, at: row.at, root: row.root.toString('hex') })),
    }
  },
})
