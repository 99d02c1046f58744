import { and, eq, inArray, ne } from 'drizzle-orm'
import { z } from 'zod'
import { members } from '../../db/schema/tenancy.ts'
import { command } from '../access/operation.ts'
import { config } from '../config.ts'
import { encodeId } from '../kernel/id.ts'
import { NoticeOfEvent } from './notice-cause.ts'
import { tell } from './notice.ts'

const detail = z.object({ name: z.string(), device: z.string() })
/** Tells owners and admins that a passkey of one of their people may be in two hands. The person has a mail of its own (lib/identity/passkeys/use-passkey.ts). */
export const tellOfCopiedPasskey = command({
  name: 'tenancy.tellOfCopiedPasskey',
  needs: 'job',
  input: NoticeOfEvent,
  run: async (ctx, notice) => {
    const { device } = detail.parse(JSON.parse(notice.detail)),
      whose = notice.subjectId
    if (whose === null) {
      ctx.unchanged('the account belongs to no company')
      return { told: 0 }
    }
    const [[person], others] = await Promise.all([
      ctx.tx.select({ name: members.name, number: members.number }).from(members).where(eq(members.id, whose)),
      ctx.tx
        .select({ id: members.id })
        .from(members)
        .where(and(inArray(members.role, ['owner', 'admin']), eq(members.state, 'active'), ne(members.id, whose))),
    ])
    return {
      told: await tell(ctx, [
        {
          kind: 'sign_in',
          to: others.map((other) => other.id),
          sentence: `A passkey of ${person?.name ?? 'a member'} may have been copied: it was refused, from ${device}`,
          subject: { kind: 'member', id: whose },
          causeId: notice.eventId,
          more: `${person?.number ?? ''}. Its counter went back, which happens when a key is in two devices. Ask the person; if they know nothing of it, end their sessions on their page, ${config().url}/members/${encodeId('member', whose)}.`,
        },
      ]),
    }
  },
})
