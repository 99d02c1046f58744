import { and, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { links } from '../../db/schema/identity.ts'
import { installation } from '../../db/schema/installation.ts'
import { identityAct } from '../access/identity-act.ts'
import { config, type Config } from '../config.ts'
import { platformTenant } from '../kernel/platform-tenant.ts'
import { auditSigner } from '../platform/keys/keys.ts'
import { setupLinkMade } from './events.ts'
import { makeLink } from './links.ts'
import { linkHours } from './link-token.ts'

export interface SetupLink {
  readonly url: string
  readonly fingerprint: string
}

/** The one-time link of the first start, or undefined once an operator exists. A newer one voids the older. Called on the server's console alone. */
export const makeSetupLink = identityAct({
  name: 'identity.makeSetupLink',
  credential: 'console',
  why: 'prints the one-time link of the first start; whoever can run it owns the machine',
  input: z.strictObject({}),
  run: async (ctx): Promise<SetupLink | undefined> => {
    const [row] = await ctx.db.select({ setupAt: installation.setupAt }).from(installation)
    if (!row || row.setupAt !== null) {
      ctx.unchanged('set up already')
      return undefined
    }
    await ctx.db
      .update(links)
      .set({ usedAt: ctx.now })
      .where(and(eq(links.purpose, 'setup'), sql`${links.data} ->> 'kind' = 'first'`, isNull(links.usedAt)))
    const token = await makeLink(ctx, { purpose: 'setup', data: { kind: 'first' } })
    await ctx.inTenant(platformTenant, { memberId: null, name: 'console', role: 'system' }, async (side) =>
      side.record(setupLinkMade, platformTenant, { hours: linkHours.setup }),
    )
    return { url: `${config().url}/setup/${token}`, fingerprint: auditSigner().fingerprint }
  },
})

/** For the launcher and `npm run setup-link`: the link under the given settings' origin, or undefined when the installation is set up. */
export async function firstRunLink(settings: Pick<Config, 'url'>): Promise<SetupLink | undefined> {
  const made = await makeSetupLink.invoke({ place: { requestId: 'console', ip: '', agent: 'console' } }, {})
  return made && { ...made, url: made.url.replace(config().url, settings.url) }
}
