// `npm start -- --demo`: a company that looks alive, for looking around. Refused in production by the launcher.
import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { closePools } from '../db/client.ts'
import { config } from '../lib/config.ts'
import '../lib/registry.ts'
import { finishDemo, makeDemoPeople, type DemoPeople } from './demo-people.ts'
import { seedYear } from './demo-year.ts'

interface DemoOptions {
  /** Where the passwords and authenticator secrets are written. */
  readonly file: string
  readonly say: (text: string) => void
  readonly slug?: string
  readonly seed?: (people: DemoPeople, say: (text: string) => void) => Promise<void>
}
/** Seeds the company unless a whole one is there. The mark that says so is written last: an interrupted one is named, set aside and begun anew. */
export async function seedDemo({ file, say, slug, seed = seedYear }: DemoOptions): Promise<'made' | 'there'> {
  const caller = { place: { requestId: 'demo', ip: '', agent: '' } },
    people = await makeDemoPeople.invoke(caller, slug === undefined ? {} : { slug })
  if (!people) {
    say(
      existsSync(file)
        ? `The demo company is there already; its passwords are in ${file}.`
        : `The demo company is there already, but its passwords are gone with ${file}. Start with another data directory to have a new one.`,
    )
    return 'there'
  }
  if (people.setAside !== undefined)
    say(`Demo: an earlier start was interrupted while seeding. What it left is ended as “${people.setAside}”; a new company is seeded.`)
  say('Demo: seeding a company with a year behind it. This takes about a minute.')
  writeFileSync(file, `${JSON.stringify(people.credentials, null, 2)}\n`, { mode: 0o600 })
  chmodSync(file, 0o600)
  await seed(people, (text) => say(`Demo: ${text}`))
  await finishDemo.invoke(caller, { tenant: people.tenant })
  say(`The demo company is ready; its passwords and authenticator secrets are in ${file}.`)
  return 'made'
}
export async function main(): Promise<number> {
  if (config().environment === 'production') throw new Error('the demo company is refused in production')
  try {
    await seedDemo({ file: join(config().dataDir, 'demo-credentials.json'), say: (text) => console.log(text) })
    return 0
  } finally {
    await closePools()
  }
}
