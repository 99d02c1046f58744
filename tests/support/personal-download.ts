// Lists of people ask for a code for exactly that file: what the form ahead of them leaves behind.
import { actDigest, parse, type Operation } from '../../lib/access/operation.ts'
import { exportPayees } from '../../lib/incentives/list-payees.ts'
import { exportMembers } from '../../lib/tenancy/list-members.ts'
import { admin } from './world.ts'

const lists: Readonly<Record<string, Pick<Operation, 'name' | 'input'>>> = { '/members.csv': exportMembers, '/payees.csv': exportPayees }
/** A factor proven for this file, once; other files need none. */
export async function provePersonal(sessionId: string, path: string): Promise<void> {
  const list = lists[path]
  if (list) await admin`insert into identity.proofs (id, session_id, act, method, proven_at) values (gen_random_uuid(), ${sessionId}, ${actDigest(list.name, parse(list.input, {}))}, 'totp', now())`
}
