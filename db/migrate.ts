import { readFileSync, readdirSync } from 'node:fs'
import { runMigrations } from 'graphile-worker'
import postgres from 'postgres'
import { databaseOptions } from '../lib/config.ts'
import { sha256Hex } from '../lib/kernel/digest.ts'
import { platformTenant } from '../lib/kernel/platform-tenant.ts'

/** The logins that the product uses, each for one purpose (docs/security). */
export const logins = ['app_rw', 'app_auth', 'app_worker', 'app_sealer', 'app_platform', 'app_backup', 'app_jobs'] as const
export type Login = (typeof logins)[number]
export type Passwords = Readonly<Record<Login, string>>

interface Journal {
  entries: { idx: number; tag: string }[]
}

/**
 * Brings a database to the newest schema: roles, scope, tables, guards, job queue, grants. Idempotent, one at a time (advisory lock), and
 * safe to run at every start. `adminUrl` must be able to create roles; `folder` is the repository's drizzle directory.
 * @returns the tags of the migrations that were applied now
 */
export async function migrate(adminUrl: string, passwords: Passwords, folder: string): Promise<string[]> {
  const admin = postgres(adminUrl, { ...databaseOptions(adminUrl), max: 1, onnotice: () => {} })
  const applied: string[] = []
  try {
    await admin`select pg_advisory_lock(732101)`
    const script = async (name: string): Promise<void> => {
      await admin.unsafe(readFileSync(`${folder}/always/${name}`, 'utf8'))
    }
    const [me] = await admin<{ super: boolean; name: string }[]>`select rolsuper as super, rolname as name from pg_roles where rolname = current_user`
    await script('10_roles.sql')
    // A managed Postgres gives no superuser: then we must be members of the owners while we work, and only then.
    const owners = ['scope_keeper', 'app_owner', 'app_jobs']
    if (!me?.super) for (const owner of owners) await admin.unsafe(`grant ${owner} to current_user`)
    for (const login of logins) await admin.unsafe(`alter role ${login} password '${passwords[login].replaceAll("'", "''")}'`)
    await script('20_scope.sql')
    await admin.unsafe(
      'create table if not exists scope.migrations (tag text primary key, digest text not null, applied_at timestamptz not null default now())',
    )
    const journal = JSON.parse(readFileSync(`${folder}/meta/_journal.json`, 'utf8')) as Journal
    const known = new Map((await admin<{ tag: string; digest: string }[]>`select tag, digest from scope.migrations`).map((row) => [row.tag, row.digest]))
    for (const { tag } of journal.entries) {
      const text = readFileSync(`${folder}/${tag}.sql`, 'utf8'),
        digest = sha256Hex(text)
      const before = known.get(tag)
      if (before === digest) continue
      if (before !== undefined) throw new Error(`migration ${tag} was changed after it had been applied: restore the file from its release`)
      await admin.begin(async (tx) => {
        await tx.unsafe('set local role app_owner')
        for (const statement of text.split('--> statement-breakpoint')) if (statement.trim()) await tx.unsafe(statement)
        await tx.unsafe('reset role')
        await tx`insert into scope.migrations (tag, digest) values (${tag}, ${digest})`
      })
      applied.push(tag)
    }
    await script('30_audit.sql')
    await script('40_ledger.sql')
    const jobs = new URL(adminUrl)
    jobs.username = 'app_jobs'
    jobs.password = passwords.app_jobs
    await runMigrations({ connectionString: jobs.toString() })
    await script('50_jobs.sql')
    await script('60_grants.sql')
    await script('70_platform.sql')
    await seedPlatform(admin)
    await seedPlatformSettings(adminUrl, passwords.app_platform)
    if (!me?.super) for (const owner of owners) await admin.unsafe(`revoke ${owner} from current_user`)
  } finally {
    await admin.end({ timeout: 5 })
  }
  return applied
}

export { platformTenant }
async function seedPlatform(admin: postgres.Sql): Promise<void> {
  await admin.unsafe('insert into identity.installation (one) values (true) on conflict do nothing')
  await admin`insert into identity.tenants (id, kind, name, slug) values (${platformTenant}, 'platform', 'Plumbline', 'platform') on conflict do nothing`
}
/** The platform's own settings row goes through a door like everyone's: an administrator that is no superuser could not write it otherwise. */
async function seedPlatformSettings(adminUrl: string, password: string): Promise<void> {
  const url = new URL(adminUrl)
  url.username = 'app_platform'
  url.password = password
  const platform = postgres(url.toString(), { ...databaseOptions(adminUrl), max: 1, onnotice: () => {} })
  try {
    await platform.begin(async (tx) => {
      await tx`select scope.enter_as_platform(${platformTenant}, null)`
      await tx`insert into public.settings (tenant_id, id, name, currency, zone, locale) values (${platformTenant}, ${platformTenant}, 'Plumbline', 'USD', 'UTC', 'en-US') on conflict do nothing`
    })
  } finally {
    await platform.end({ timeout: 5 })
  }
}

/** Names of the migration files, for the check that a build and its database belong together. */
export const migrationTags = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => /^\d{4}_.*\.sql$/.test(name))
    .map((name) => name.slice(0, -4))
    .sort()
