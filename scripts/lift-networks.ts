import { closePools, pool } from '../db/client.ts'
import type { Caller } from '../lib/access/operation.ts'
import { changeNetworks, showNetworks } from '../lib/tenancy/networks.ts'
import '../lib/registry.ts'
import { OperatorFault } from './operator-fault.ts'

/** Ends every list of networks of a company, each recorded in its log. @returns how many there were */
export async function liftNetworks(tenant: string): Promise<number> {
  const caller: Caller = {
    door: { kind: 'platform', tenant, actor: null },
    place: { requestId: 'console', ip: '', agent: 'console' },
    systemName: 'the server’s console',
  }
  const { lists } = await showNetworks.invoke(caller, {})
  for (const list of lists) await changeNetworks.invoke(caller, { whose: list.key, ranges: '' })
  return lists.length
}
/** `npm run lift-networks -- "COMPANY"`: nobody of a company can come in any more, because its own network changed and nobody has break-glass. */
export async function main(args: readonly string[]): Promise<number> {
  const [name] = args
  if (name === undefined) throw new OperatorFault('Name the company: npm run lift-networks -- "Tidewell Plumbing".')
  try {
    const found = await pool('platform')<
      { id: string; name: string }[]
    >`select id, name from identity.tenants where kind = 'company' and state <> 'ended' and (name = ${name} or slug = ${name})`
    const [company] = found
    if (company === undefined || found.length > 1)
      throw new OperatorFault(
        company === undefined ? `There is no company called “${name}”.` : `Several companies are called “${name}”. Name it by its short name.`,
      )
    const count = await liftNetworks(company.id)
    console.log(
      count === 0
        ? `${company.name} has no list of networks: whatever keeps its people out is something else.`
        : `Ended ${count} ${count === 1 ? 'list' : 'lists'} of networks of ${company.name}. Its people come in from everywhere until somebody writes another list; it stands in its log.`,
    )
    return 0
  } finally {
    await closePools()
  }
}
