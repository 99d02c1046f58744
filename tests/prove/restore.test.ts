// A backup of the running product under load comes up elsewhere with all that was acknowledged before it began; nothing leaves it until the operator says so, and its log is proven.
import { execFile } from 'node:child_process'
import { cpSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { afterAll, expect, test, vi } from 'vitest'
import { closePools } from '../../db/client.ts'
import { actDigest, parse } from '../../lib/access/operation.ts'
import { requestExport } from '../../lib/audit/request-export.ts'
import { verifyBundle } from '../../lib/audit/verify-bundle.ts'
import { violationsOf } from '../../lib/incentives/invariants.sql.ts'
import { releaseBatch } from '../../lib/incentives/release-batch.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { auditSigner } from '../../lib/platform/keys/keys.ts'
import { postAction, sessionCookie } from '../support/http-act.ts'
import { KillLoad } from '../support/kill-load.ts'
import { adoptProduct, ownerOf } from '../support/own-product.ts'
import { cleanEnvironment, makeScratch, removeScratch, root, startProduct, type Product } from '../support/product.ts'

const folder = makeScratch()
const product = await startProduct({ folder, env: { PLUMBLINE_LOG_LEVEL: 'warn' } })
adoptProduct(product)
const { admin } = await import('../support/world.ts')
const { arrangeLoad } = await import('../support/arrange-load.ts')
const { approvedPayout } = await import('../support/bank.ts')
const { makeBatch } = await import('../../lib/incentives/make-batch.ts')
let restored: Product | undefined
afterAll(async () => {
  await Promise.all([admin.end(), closePools()])
  await product.stop()
  expect(await restored?.stop()).toBe(0)
  removeScratch(folder)
})
/** A program run by hand, as an operator does, while this process goes on with the load. */
async function run(program: string, args: readonly string[], at: { readonly dataDir: string; readonly keysDir: string }): Promise<string> {
  const env = { ...cleanEnvironment(), PLUMBLINE_DATA_DIR: at.dataDir, PLUMBLINE_KEYS_DIR: at.keysDir } as unknown as NodeJS.ProcessEnv
  return (await promisify(execFile)(process.execPath, ['scripts/run.mjs', program, ...args], { cwd: root, env })).stdout
}

test('a backup under load, restored elsewhere', async () => {
  const { world, programId, payees, iban } = await arrangeLoad(12, 24),
    { tenant } = world
  const waiting = await world.as('finance').run(makeBatch, { rail: 'pain001', currency: 'EUR', payoutIds: [(await approvedPayout(world, 500n)).id] })
  const load = new KillLoad({ world, origin: product.origin, programId, payees, iban, log: join(folder, 'acknowledged.jsonl'), sql: () => admin })
  const running = load.run()
  await vi.waitFor(() => expect(load.counts.acknowledged).toBeGreaterThan(30), { timeout: 120_000, interval: 50 })
  const before = load.acknowledged.filter((one) => !one.wasInDoubt).map((one) => one.requestId)
  await run('backup', [join(folder, 'backups')], product)
  const after = load.acknowledged.filter((one) => !one.wasInDoubt).length
  load.isStopping = true
  await running
  console.log(`backup: ${before.length} acts acknowledged before it, ${after - before.length} while it was made`)
  expect(after).toBeGreaterThan(before.length)

  // Another machine: the file, and a copy of the keys that no backup holds.
  const elsewhere = { dataDir: join(folder, 'elsewhere/data'), keysDir: join(folder, 'elsewhere/keys') }
  cpSync(product.keysDir, elsewhere.keysDir, { recursive: true })
  const file = readdirSync(join(folder, 'backups')).find((name) => name.endsWith('.backup')) ?? ''
  const said = await run('restore', [join(folder, 'backups', file)], elsewhere)
  expect(said).toMatch(/replayed its log[\s\S]*paused[\s\S]*sums to zero[\s\S]*audit log is what was sealed[\s\S]*Done/)
  restored = await startProduct({ folder: join(folder, 'elsewhere'), env: { PLUMBLINE_LOG_LEVEL: 'warn' } })
  const copy = postgres(ownerOf(restored), { max: 2, onnotice: () => undefined })
  const told = new Set(
    (await copy<{ id: string }[]>`select distinct request_id as id from audit_events where tenant_id = ${tenant} and request_id = any(${before})`).map(
      (row) => row.id,
    ),
  )
  expect(
    before.filter((id) => !told.has(id)),
    'acknowledged before the backup and not in it',
  ).toEqual([])
  expect(await violationsOf((text, ...values) => copy(text, ...values) as never, tenant)).toEqual([])
  expect((await copy`select is_paused, audit_epoch from identity.installation`)[0]).toEqual({ is_paused: true, audit_epoch: 2 })

  // Every session was ended; people sign in anew, which a row stands for here.
  const { owner, finance } = world.people
  const prove = async (person: typeof owner, name: string, schema: Parameters<typeof parse>[0], input: unknown) => {
    await copy`update identity.sessions set ended_at = null, ended_reason = null where id = ${person.sessionId}`
    await copy`insert into identity.proofs (id, session_id, act, method, proven_at) values (gen_random_uuid(), ${person.sessionId}, ${actDigest(name, parse(schema, input))}, 'totp', now())`
  }
  const batchId = waiting.id
  await prove(finance, releaseBatch.name, releaseBatch.input, { batchId })
  const refused = await postAction(restored.origin, await sessionCookie(finance), 'app/(desk)/batches/actions.ts#release', { batchId })
  expect(JSON.stringify(refused)).toContain('restored from a backup and is paused')
  expect((await copy`select state from batches where tenant_id = ${tenant} and number = ${waiting.number}`)[0]).toEqual({ state: 'draft' })
  // The log goes on under its raised epoch, and says so; who has only the bundle and the fingerprint finds it whole.
  await vi.waitFor(
    async () =>
      expect(
        (
          await copy`select count(*)::int as n from audit_events e where not exists (select from audit_leaves l where l.tenant_id = e.tenant_id and l.id = e.id)`
        )[0],
      ).toEqual({ n: 0 }),
    { timeout: 60_000, interval: 200 },
  )
  await prove(owner, requestExport.name, requestExport.input, { format: 'bundle' })
  const cookie = await sessionCookie(owner),
    asked = await postAction(restored.origin, cookie, 'app/(desk)/audit/actions.ts#askForExport', { format: 'bundle' })
  const response = await fetch(`${restored.origin}/api/audit/exports/${(asked.kind === 'done' ? asked.location : '')?.split('/').at(-1)}`, {
    headers: { cookie },
  })
  expect(response.status).toBe(200)
  writeFileSync(join(folder, 'bundle.zip'), Buffer.from(await response.arrayBuffer()))
  const report = await verifyBundle(join(folder, 'bundle.zip'), { fingerprints: [auditSigner().fingerprint] })
  expect(report.verdict, JSON.stringify(report.findings)).toBe('proven')
  expect(
    encodeId('batch', (await copy<{ id: string }[]>`select id from batches where tenant_id = ${tenant} and number = ${waiting.number}`)[0]?.id ?? ''),
  ).toBe(batchId)
  await copy.end()
}, 600_000)
