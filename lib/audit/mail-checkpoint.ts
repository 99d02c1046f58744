import { and, desc, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import { auditEvents } from '../../db/schema/audit.ts'
import { members } from '../../db/schema/tenancy.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { auditSigner } from '../platform/keys/keys.ts'
import { checkpointMailed } from './events.ts'
import { ourCheckpoint } from './tenant-log.sql.ts'
import { readSealState } from './search-events.ts'

/** Those who answer for the books, and those who check them. */
const recipientRoles = ['owner', 'read_only', 'operator']
/** Where checkpoints are mailed to. */
export async function checkpointReaders(ctx: ReadCtx): Promise<string[]> {
  const people = await ctx.tx
    .select({ email: members.email })
    .from(members)
    .where(and(eq(members.state, 'active'), inArray(members.role, recipientRoles)))
    .limit(100)
  return people.map(({ email }) => email)
}

/**
 * Mails the day's signed checkpoint to owners and auditors. A mailbox outside our reach is what makes a cut tail or a log written anew
 * provable: nobody who owns the database and the key can change what lies there.
 */
export const mailCheckpoint = command({
  name: 'audit.mailCheckpoint',
  needs: 'job',
  input: z.strictObject({}),
  run: async (ctx) => {
    const { checkpoint } = await readSealState(ctx)
    const signed = ourCheckpoint(checkpoint?.note, ctx.tenant, auditSigner())
    if (!checkpoint || !signed) {
      ctx.unchanged('nothing is sealed yet')
      return { mailed: 0 }
    }
    const [last] = await ctx.tx
      .select({ detail: auditEvents.detail })
      .from(auditEvents)
      .where(eq(auditEvents.event, checkpointMailed.name))
      .orderBy(desc(auditEvents.id))
      .limit(1)
    const before = last === undefined ? -1 : Number(checkpointMailed.schema.parse(JSON.parse(last.detail)).size)
    // The record of the last mail is itself an entry.
    if (before >= 0 && signed.size <= before + 1) {
      ctx.unchanged('nothing was added since the last checkpoint was mailed')
      return { mailed: 0 }
    }
    const people = await checkpointReaders(ctx)
    if (people.length === 0) {
      ctx.unchanged('nobody to mail it to')
      return { mailed: 0 }
    }
    for (const email of people)
      ctx.mail(email, `Audit checkpoint of ${ctx.settings.company}, ${ctx.today}`, mailText(ctx.settings.company, checkpoint.note, signed.size), 'checkpoint')
    ctx.record(checkpointMailed, ctx.tenant, { size: String(signed.size), root: Buffer.from(signed.root).toString('base64'), recipients: people.length })
    return { mailed: people.length }
  },
})

const mailText = (
  company: string,
  note: string,
  size: number,
): string => `This is the day's checkpoint of the audit log of ${company}. It seals ${size} entries.

Keep this mail. If anyone ever cuts or rewrites the log, even with full power over the server, this text proves it: give
it to the verifier together with an audit bundle.

${note}
To compare: save the lines above, from "plumbline/" to the signature, as checkpoint.txt and run

    node verify.mjs BUNDLE.zip --key ${auditSigner().fingerprint} --checkpoint checkpoint.txt

The fingerprint of the signing key is ${auditSigner().fingerprint}. It should be the one you noted when the company was set up.
`
