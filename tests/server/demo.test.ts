// The demo company is whole or counts as not there: one whose seeding was interrupted is named, ended and begun anew. Costs seconds: the year behind it is short here.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { finishDemo, type Credential } from '../../scripts/demo-people.ts'
import { seedDemo } from '../../scripts/demo.ts'
import { seedYear } from '../../scripts/demo-year.ts'
import { admin } from '../support/world.ts'

const folder = mkdtempSync(join(tmpdir(), 'plumbline-demo-')),
  file = join(folder, 'demo-credentials.json'),
  slug = `demo-${Date.now()}`
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const said: string[] = []
const small = (seen: (text: string) => void = () => undefined) => ({
  file,
  slug,
  say: (text: string) => {
    said.push(text)
  },
  seed: (people: Parameters<typeof seedYear>[0], say: (text: string) => void) =>
    seedYear(
      people,
      (text) => {
        say(text)
        seen(text)
      },
      { jobs: 40, months: 2 },
    ),
})
const companies = async () =>
  (
    await admin<
      { id: string; slug: string; state: string; name: string }[]
    >`select id, slug, state, name from identity.tenants where slug like ${`${slug}%`} order by created_at, id`
  ).map((row) => ({ ...row }))
const credentials = (): Credential[] => JSON.parse(readFileSync(file, 'utf8')) as Credential[]

test('interrupted in the middle, it is not there; the next start says so, ends what is left and seeds a whole one', async () => {
  await expect(
    seedDemo(
      small((text) => {
        if (text.startsWith('month')) throw new Error('the power went out')
      }),
    ),
  ).rejects.toThrow('the power went out')
  const first = credentials(),
    [half] = await companies()
  expect(half).toMatchObject({ slug, state: 'active' })
  expect(await seedDemo(small())).toBe('made')
  expect(said.join('\n')).toMatch(/earlier start was interrupted while seeding.*\(unfinished\)”; a new company is seeded/)
  expect(await companies()).toMatchObject([
    { id: half?.id, slug: `${slug}-${half?.id.slice(-6)}`, state: 'ended', name: expect.stringContaining('(unfinished)') },
    { slug, state: 'active' },
  ])
  expect(credentials().map((c) => c.role)).toEqual(first.map((c) => c.role))
  expect(credentials().map((c) => c.password)).not.toEqual(first.map((c) => c.password))
  expect(statSync(file).mode & 0o777).toBe(0o600)
}, 120_000)
test('progress is told while it goes on', () => {
  expect(said.filter((line) => /^Demo: month \d{4}-\d{2}$/.test(line)).length).toBeGreaterThanOrEqual(2)
  expect(said.at(-1)).toContain('is ready')
})
test('a whole one stays, and says where its passwords are, or that they are gone', async () => {
  const before = await companies()
  expect(
    await seedDemo(
      small(() => {
        throw new Error('seeded again')
      }),
    ),
  ).toBe('there')
  expect(said.at(-1)).toContain(`its passwords are in ${file}`)
  rmSync(file)
  expect(
    await seedDemo(
      small(() => {
        throw new Error('seeded again')
      }),
    ),
  ).toBe('there')
  expect(said.at(-1)).toContain('are gone with')
  expect(existsSync(file)).toBe(false)
  expect(await companies()).toEqual(before)
})
test('the mark of the whole stands in the company’s own log', async () => {
  const [, whole] = await companies()
  expect(await admin`select event from audit_events where tenant_id = ${whole?.id ?? ''} and event = 'company.demo_finished'`).toHaveLength(1)
  await finishDemo.invoke({ place: { requestId: 'test', ip: '', agent: '' } }, { tenant: whole?.id ?? '' })
  expect(await seedDemo(small())).toBe('there')
})
