// `npm start -- --demo`: a company that looks alive, for looking around. Refused in production by the launcher.
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { closePools } from '../db/client.ts'
import { config } from '../lib/config.ts'
import '../lib/registry.ts'
import { makeDemoPeople } from './demo-people.ts'
import { seedYear } from './demo-year.ts'

export async function main(): Promise<number> {
  if (config().environment === 'production') throw new Error('the demo company is refused in production')
  try {
    const people = await makeDemoPeople.invoke({ place: { requestId: 'demo', ip: '', agent: '' } }, {})
    if (!people) { console.log('The demo company is there already; its passwords are in demo-credentials.json in the data directory.'); return 0 }
    const file = join(config().dataDir, 'demo-credentials.json')
    writeFileSync(file, `${JSON.stringify(people.credentials, null, 2)}\n`, { mode: 0o600 })
    chmodSync(file, 0o600)
    await seedYear(people, (text) => console.log(`Demo: ${text}`))
    console.log(`The demo company is ready; its passwords and authenticator secrets are in ${file}.`)
    return 0
  } finally {
    await closePools()
  }
}
