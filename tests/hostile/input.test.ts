// Whatever is posted to whatever the product takes, it answers below 500, says nothing of its insides, and changes nothing that it did not say.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formValues } from '../../app/_bind/form-values.ts'
import { actDigest } from '../../lib/access/operation.ts'
import { addressesOf, handlerPatterns, idsFor, pagePatterns } from '../support/records.ts'
import {
  each,
  faultOf,
  fingerprint,
  formsOf,
  look,
  postAction,
  postForm,
  postRaw,
  sessionsOf,
  signIn,
  wasDone,
  type Answer,
  type Signed,
} from '../support/hostile-post.ts'
import { brokenArguments, brokenBodies, hostileNames, hostileTexts, type Part } from '../support/hostile-values.ts'
import { productActions, type ProductAction } from '../support/product-actions.ts'
import { overrides } from '../support/sample-overrides.ts'
import { jsonSchema, sample } from '../support/sample.ts'
import { noticesTold, seededCompany } from '../support/seeded-company.ts'
import { admin, type World } from '../support/world.ts'

const atOnce = 8
const actions = productActions()
let mine: World, theirs: World, before: string
const faults: string[] = []
let sent = 0
const judge = (what: string, answer: Answer): void => {
  sent++
  const fault = faultOf(answer)
  if (fault !== undefined) faults.push(`${what}: ${fault}`)
}
const shown = (value: string | Buffer): string => (typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : `bytes ${value.toString('hex')}`)
/** Rotates through the values, so that every field meets some of them and every kind of field meets all. */
let turn = 0
const some = <T>(values: readonly T[], count: number): T[] => Array.from({ length: count }, () => values[turn++ % values.length] as T)
/** A person of this role who has not yet been thrown out by an earlier act. */
async function fresh(role: string): Promise<Signed> {
  const person = await mine.join(role),
    { caller } = person
  if (caller.door.kind !== 'session') throw new Error('a person has a session')
  return signIn({ tenant: caller.door.tenant, memberId: person.memberId, accountId: person.accountId })
}
const roleFor = (page: string): string => (page.startsWith('/operator') ? 'operator' : page.startsWith('/my-earnings') ? 'crew' : 'owner')
/** The smallest valid input as the fields of a form. */
function formOf(value: unknown, name = ''): Part[] {
  if (value instanceof Uint8Array) return []
  if (Array.isArray(value))
    return value.flatMap((item: unknown, i) => (typeof item === 'object' ? formOf(item, `${name}.${i}`) : [{ name: `${name}[]`, value: String(item) }]))
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([key, part]) => formOf(part, name === '' ? key : `${name}.${key}`))
  return [{ name: typeof value === 'number' ? `${name}:int` : typeof value === 'boolean' ? `${name}:bool` : name, value: String(value) }]
}
const patterns: Readonly<Record<string, string>> = {
  payeeId: '/payees/',
  intoId: '/payees/',
  crewId: '/crews/',
  programId: '/programs/',
  awardId: '/awards/',
  awardIds: '/awards/',
  payoutId: '/payouts/',
  payoutIds: '/payouts/',
  batchId: '/batches/',
  memberId: '/members/',
  to: '/members/',
  itemId: '/catalogue/',
  recordId: '/work/',
  importId: '/imports/',
  tokenId: '/settings/provisioning/',
  keyId: '/settings/keys/',
}
/** The smallest valid input with records that exist, so that what is hostile is met by the act itself. */
async function validForm(action: ProductAction): Promise<Part[]> {
  const real = new Map<string, string>()
  if (action.pages[0]?.startsWith('/operator') === false) {
    for (const field of [...Object.keys(patterns), 'id']) {
      const [id] = await idsFor(mine.tenant, field === 'id' ? action.pages[0] : (patterns[field] as string), 1)
      if (id !== undefined) real.set(field, id)
    }
  }
  return formOf({ ...(sample(jsonSchema(action.operation.input), (field) => real.get(field)) as object), ...overrides[action.operation.name] })
}
/** What the step-up dialog leaves behind: otherwise most acts would end at its door. */
async function prove(action: ProductAction, parts: readonly Part[], sessionId: string): Promise<void> {
  if (action.operation.stepUp !== 'anew') return
  const data = new FormData()
  for (const { name, value, file } of parts) if (typeof name === 'string' && typeof value === 'string' && file === undefined) data.append(name, value)
  const parsed = action.operation.input.safeParse(await formValues(data))
  if (parsed.success)
    await admin`insert into identity.proofs (id, session_id, act, method, proven_at) values (gen_random_uuid(), ${sessionId}, ${actDigest(action.operation.name, parsed.data)}, 'totp', now())`
}
beforeAll(async () => {
  mine = await seededCompany()
  theirs = await seededCompany()
  // Jobs that the seeding left would change it afterwards.
  await noticesTold(theirs.tenant)
  before = await fingerprint(theirs.tenant)
}, 900_000)
afterAll(() => {
  console.log(`${sent} hostile requests`)
})

describe('every server action', () => {
  test('is known, with the operation behind it', () => {
    expect(actions.length).toBeGreaterThan(80)
  })
  test.each(actions.map((action) => [action.name, action] as const))(
    '%s',
    async (_name, action) => {
      faults.length = 0
      const pattern = action.pages[0] ?? '/',
        role = roleFor(pattern),
        [path = '/'] = await addressesOf(mine.tenant, pattern),
        valid = await validForm(action)
      const posts: [string, Part[]][] = [
        ['no field', []],
        ['the fields of nothing', hostileNames.map((name) => ({ name, value: 'x' }))],
        ['every field twice', [...valid, ...valid]],
        ['a file for every field', action.fields.map((name) => ({ name, value: 'x', file: '../../x.html', type: 'text/html' }))],
        ['a file with a broken name', [...valid, { name: 'file', value: 'x', file: 'a\u0000b', type: 'text/html' }]],
      ]
      for (const field of action.fields) {
        const others = valid.filter((part) => part.name !== field),
          bare = field.replace(/(\[\]|:\w+)$/, '')
        for (const value of some(hostileTexts, 8)) posts.push([`${field} = ${shown(value)}`, [...others, { name: field, value }]])
        const shapes: [string, Part[]][] = [
          ['missing', []],
          [
            'as a list',
            [
              { name: `${bare}[]`, value: 'a' },
              { name: `${bare}[]`, value: 'b' },
            ],
          ],
          ['as an object', [{ name: `${bare}.then`, value: 'a' }]],
          ['as JSON', [{ name: `${bare}:json`, value: '[{"__proto__":{"a":1}},1e999,null]' }]],
          ['as a number', [{ name: `${bare}:int`, value: '999999999999999' }]],
          ['as a switch', [{ name: `${bare}:bool`, value: 'on' }]],
          ['as a file', [{ name: bare, value: Buffer.from([0, 255, 254]), file: 'x', type: 'application/octet-stream' }]],
          ['under a broken name', [{ name: Buffer.concat([Buffer.from(bare), Buffer.from([0xff])]), value: 'x' }]],
        ]
        for (const [shape, parts] of some(shapes, 3)) posts.push([`${field} ${shape}`, [...others, ...parts]])
      }
      // Records of another company, all at once.
      posts.push([
        'ids of another company',
        await Promise.all(
          valid.map(async (part) => ({
            ...part,
            value: (await idsFor(theirs.tenant, patterns[String(part.name).replace('[]', '')] ?? (part.name === 'id' ? pattern : ''), 1))[0] ?? part.value,
          })),
        ),
      ])
      const sessions = sessionsOf(() => fresh(role))
      // Nor may jobs of the acts before count as done by this one.
      await noticesTold(mine.tenant)
      let done = 0
      const asOf = new Date().toISOString(),
        mark = await fingerprint(mine.tenant, asOf)
      await each(posts, atOnce, async ([what, parts]) => {
        const { cookie, sessionId } = await sessions.next()
        await prove(action, parts, sessionId)
        const answer = await postAction(path, action.id, parts, cookie)
        judge(what, answer)
        if (wasDone(answer)) done++
        if (/^\/sign(-in|ed-out)/.test(answer.location)) sessions.renew()
      })
      for (const raw of some(brokenBodies, 3))
        judge(raw.why, await postRaw(path, raw, (await sessions.next()).cookie, { 'next-action': action.id, accept: 'text/x-component' }))
      judge('without a session', await postAction(path, action.id, valid))
      expect(faults).toEqual([])
      // What it refuses it leaves as it was.
      if (done === 0) expect(await fingerprint(mine.tenant, asOf)).toBe(mark)
    },
    600_000,
  )
})

describe('what is no act at all', () => {
  const open = actions.find((action) => action.pages.includes('/sign-in')) as ProductAction,
    inside = actions.find((action) => action.pages.includes('/payees/new')) as ProductAction
  test('arguments in the framework’s own wire format, broken', async () => {
    faults.length = 0
    const sessions = sessionsOf(() => fresh('owner'))
    const posts = (
      [
        ['/sign-in', open],
        ['/payees/new', inside],
      ] as const
    ).flatMap(([path, { id }]) => brokenArguments.map((text) => ({ path, id, text })))
    await each(posts, atOnce, async ({ path, id, text }) => {
      const { cookie } = await sessions.next(),
        at = `${path} %s ${text.slice(0, 60)}`,
        act = JSON.stringify({ id, bound: '$@1' })
      judge(
        at.replace('%s', 'text'),
        await postRaw(path, { why: '', type: 'text/plain;charset=UTF-8', body: text }, cookie, { 'next-action': id, accept: 'text/x-component' }),
      )
      judge(
        at.replace('%s', 'part'),
        await postForm(
          path,
          [
            { name: '0', value: text },
            { name: '1', value: text },
          ],
          cookie,
        ),
      )
      judge(
        at.replace('%s', 'form'),
        await postForm(
          path,
          [
            { name: '$ACTION_REF_1', value: '' },
            { name: '$ACTION_1:0', value: text },
            { name: '$ACTION_1:1', value: text },
            { name: '$ACTION_KEY', value: text.slice(0, 50) },
          ],
          cookie,
        ),
      )
      judge(
        at.replace('%s', 'act'),
        await postForm(
          path,
          [
            { name: '$ACTION_REF_1', value: '' },
            { name: '$ACTION_1:0', value: act },
            { name: '$ACTION_1:1', value: text },
          ],
          cookie,
        ),
      )
    })
    expect(faults).toEqual([])
  }, 600_000)
  test('acts that do not exist, bodies that are no form, to every page and route', async () => {
    faults.length = 0
    const sessions = sessionsOf(() => fresh('owner'))
    const ids = [
      '',
      'x',
      '0'.repeat(42),
      'f'.repeat(42),
      '__proto__',
      'constructor',
      `${inside.id}0`,
      inside.id.slice(1),
      inside.id.toUpperCase(),
      'a'.repeat(4_000),
    ]
    const paths = (await Promise.all([...pagePatterns(), ...handlerPatterns()].map((pattern) => addressesOf(mine.tenant, pattern))))
      .map(([path]) => path as string)
      .filter((path) => path !== '/sign-out')
    await each(paths, atOnce, async (path) => {
      const { cookie } = await sessions.next()
      for (const id of some(ids, 2))
        judge(`${path} act ${id.slice(0, 50)}`, await postRaw(path, { why: '', type: 'text/plain;charset=UTF-8', body: '[]' }, cookie, { 'next-action': id }))
      judge(`${path} form of act`, await postForm(path, [{ name: `$ACTION_ID_${some(ids, 1)[0]}`, value: '' }], cookie))
      for (const raw of some(brokenBodies, 2)) judge(`${path} ${raw.why}`, await postRaw(path, raw, cookie))
    })
    expect(faults).toEqual([])
  }, 900_000)
})

describe('every form that a page shows', () => {
  test('is posted by a browser without script, with what no honest form sends', async () => {
    faults.length = 0
    // Many pages show the same form: each act is met once, on the first page that shows it.
    const met = new Set<string>()
    const pages = (
      await Promise.all(pagePatterns().map(async (pattern) => (await addressesOf(mine.tenant, pattern)).map((path) => [roleFor(pattern), path] as const)))
    )
      .flat()
      .filter(([, path]) => path !== '/sign-out')
    await each(pages, atOnce, async ([role, path]) => {
      const { cookie } = await fresh(role),
        page = await look(path, cookie)
      judge(path, page)
      for (const form of formsOf(page.text)) {
        if (form.act === undefined || met.has(form.act)) continue
        met.add(form.act)
        for (const value of some(hostileTexts, 2))
          judge(
            `${path} ${shown(value)}`,
            await postForm(
              path,
              form.fields.map((part) => (String(part.name).startsWith('$ACTION') ? part : { ...part, value })),
              cookie,
            ),
          )
        // The framework's own fields, damaged one after the other.
        for (const hidden of some(
          form.fields.filter(({ name }) => String(name).startsWith('$ACTION')),
          2,
        ))
          judge(
            `${path} ${String(hidden.name)} damaged`,
            await postForm(
              path,
              form.fields.map((part) => (part === hidden ? { ...part, value: some(brokenArguments, 1)[0] as string } : part)),
              cookie,
            ),
          )
      }
    })
    expect(faults).toEqual([])
    expect(met.size).toBeGreaterThan(40)
  }, 900_000)
})

describe('every page and route', () => {
  test('is asked with parameters and filters that no link carries', async () => {
    faults.length = 0
    const filters = [
      'state',
      'tab',
      'q',
      'sort',
      'after',
      'before',
      'from',
      'to',
      'payee',
      'id',
      'ids',
      'amountMin',
      'amountMax',
      'raisedFrom',
      'closedTo',
      'month',
      'asOf',
      'cols',
      'next',
      'mine',
      'format',
      'page',
      '__proto__',
      'constructor',
    ]
    const encoded = hostileTexts.map((value) =>
      typeof value === 'string'
        ? encodeURIComponent(Buffer.from(value.slice(0, 1_500)).toString())
        : [...value].map((byte) => `%${byte.toString(16)}`).join(''),
    )
    const people = new Map<string, ReturnType<typeof sessionsOf>>()
    const cookieOf = async (role: string): Promise<string> => {
      const sessions = people.get(role) ?? sessionsOf(() => fresh(role))
      people.set(role, sessions)
      return (await sessions.next()).cookie
    }
    const asked: [string, string][] = []
    for (const pattern of [...pagePatterns(), ...handlerPatterns()]) {
      if (pattern === '/sign-out') continue
      const [path = '/'] = await addressesOf(mine.tenant, pattern),
        role = roleFor(pattern)
      for (let i = 0; i < 3; i++)
        asked.push([
          role,
          `${path}?${some(filters, 6)
            .map((name) => `${name}=${some(encoded, 1)[0]}`)
            .join('&')
            .slice(0, 7_000)}`,
        ])
      asked.push([role, `${path}?${filters.map((name) => `${name}=a&${name}=b&${name}[]=c&${name}[x]=d`).join('&')}`])
      if (pattern.includes('['))
        for (const value of some(
          encoded.filter((text) => text !== '' && !/^(%00|%20)/.test(text) && text.length < 6_000),
          4,
        ))
          asked.push([role, pattern.replaceAll(/\[\[?(?:\.\.\.)?\w+\]?\]/g, value)])
      if (pattern.includes('['))
        for (const id of await idsFor(theirs.tenant, pattern, 1)) asked.push([role, pattern.replace(/\[\w+\]/, id).replaceAll(/\[\w+\]/g, id)])
    }
    await each(asked, atOnce, async ([role, path]) => {
      const cookie = await cookieOf(role),
        plain = await look(path, cookie)
      judge(path.slice(0, 200), plain)
      if (sent % 4 === 0)
        judge(
          `RSC ${path.slice(0, 200)}`,
          await look(path, cookie, {
            rsc: '1',
            'next-router-state-tree': some(['x', '%5B', '[]', '%5B%22%22%2C%7B%7D%5D', '%00'], 1)[0] as string,
            'next-router-prefetch': '1',
          }),
        )
    })
    expect(faults).toEqual([])
  }, 900_000)
})

test('after all of it the other company is as it was, and the product counted no failure and is ready', async () => {
  expect(await fingerprint(theirs.tenant)).toBe(before)
  expect((await look('/api/health/ready')).status).toBe(200)
  const metrics = (await look('/metrics')).text
  expect(metrics).toMatch(/status="4\d\d"/)
  expect(metrics.split('\n').filter((line) => /status="5(?!03)\d\d"/.test(line))).toEqual([])
})
