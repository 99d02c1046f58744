// Lists of people ask for a code for exactly that file: what the form ahead of them leaves behind.
import { actDigest, parse, type Operation } from '../../lib/access/operation.ts'
import { exportPayees } from '../../lib/incentives/list-payees.ts'
import { exportAccess } from '../../lib/tenancy/access/list-access.ts'
import { exportOutbox } from '../../lib/tenancy/console-lists.ts'
import { exportMembers } from '../../lib/tenancy/list-members.ts'
import { exportReview } from '../../lib/tenancy/review/list-lines.ts'
import { exportAlerts } from '../../lib/tenancy/watch/list-alerts.ts'
import { exportSignIns } from '../../lib/tenancy/watch/list-sign-ins.ts'
import { admin } from './world.ts'

const lists: Readonly<Record<string, Pick<Operation, 'name' | 'input'>>> = {
  '/members.csv': exportMembers,
  '/payees.csv': exportPayees,
  '/members/requests.csv': exportAccess,
  '/outbox.csv': exportOutbox,
  '/security/sign-ins.csv': exportSignIns,
  '/security/alerts.csv': exportAlerts,
}
/** A factor proven for this file, once; other files need none. */
export async function provePersonal(sessionId: string, path: string): Promise<void> {
  const reviewId = /^\/members\/reviews\/(rvw_[0-9a-z]{26})\/lines\.csv$/.exec(path)?.[1],
    list = reviewId === undefined ? lists[path] : exportReview
  if (list)
    await admin`insert into identity.proofs (id, session_id, act, method, proven_at) values (gen_random_uuid(), ${sessionId}, ${actDigest(list.name, parse(list.input, reviewId === undefined ? {} : { reviewId }))}, 'totp', now())`
}
