// Which company a request is about is read from the session row and from nowhere else: not from the address, a header, a cookie or the body.
import { beforeAll, describe, expect, test } from 'vitest'
import { addCrew } from '../../lib/incentives/change-crew.ts'
import { addPayee } from '../../lib/incentives/change-payee.ts'
import { makeSessionToken } from '../../lib/identity/session-token.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { look, postAction, send, signIn } from '../support/hostile-post.ts'
import { multipart } from '../support/hostile-values.ts'
import { productActions } from '../support/product-actions.ts'
import { admin, makeWorld, type Person, type World } from '../support/world.ts'

let mine: World, theirs: World, cookie: string
const ownWord = 'Ownmarkedpayee',
  foreignWord = 'Foreignmarkedpayee'
const secretOf = ({ caller }: Person): { tenant: string; secret: string } => {
  if (caller.door.kind !== 'session') throw new Error('a person has a session')
  return { tenant: caller.door.tenant, secret: caller.door.secret }
}
beforeAll(async () => {
  mine = await makeWorld(new Date().toISOString(), { company: 'Ownmarked Inc' })
  theirs = await makeWorld(new Date().toISOString(), { company: 'Foreignmarked Inc' })
  await mine.as('owner').run(addPayee, { name: ownWord })
  await theirs.as('owner').run(addPayee, { name: foreignWord })
  await mine.as('owner').run(addCrew, { name: ownWord })
  await theirs.as('owner').run(addCrew, { name: foreignWord })
  cookie = (await signIn({ tenant: mine.tenant, memberId: mine.people.owner.memberId, accountId: mine.people.owner.accountId })).cookie
})
const names = ['tenant', 'tenantId', 'tenant_id', 'tenant-id', 'company', 'companyId', 'org', 'organization_id', 'account', 'workspace']
const claims = (): string[] => [theirs.tenant, encodeId('tenant', theirs.tenant), 'Foreignmarked Inc']
/** Every way to claim the other company beside the session. */
const attacks = (): [string, { query?: string; headers?: Record<string, string>; cookies?: string }][] =>
  claims().flatMap(
    (claim) =>
      [
        ['the address', { query: names.map((name) => `${name}=${encodeURIComponent(claim)}`).join('&') }],
        [
          'headers',
          {
            headers: Object.fromEntries(
              names.flatMap((name) => [
                [`x-${name.replaceAll('_', '-')}`, claim],
                [`x-plumbline-${name.replaceAll('_', '-')}`, claim],
              ]),
            ),
          },
        ],
        ['an authorization', { headers: { authorization: `Bearer ${claim}` } }],
        [
          'a forwarded host',
          {
            headers: {
              'x-forwarded-host': 'foreignmarked.example',
              forwarded: 'host=foreignmarked.example',
              'x-original-url': `/${claim}/payees`,
              'x-rewrite-url': `/${claim}/payees`,
            },
          },
        ],
        [
          'a header of the middleware',
          {
            headers: { 'x-middleware-request-x-tenant': claim, 'x-middleware-override-headers': 'x-tenant', 'x-client-ip': '10.0.0.1', 'x-request-id': claim },
          },
        ],
        ['cookies', { cookies: names.flatMap((name) => [`${name}=${encodeURIComponent(claim)}`, `__Host-${name}=${encodeURIComponent(claim)}`]).join('; ') }],
      ] as [string, { query?: string; headers?: Record<string, string>; cookies?: string }][],
  )
const places = ['/payees', '/members', '/crews.csv', `/api/find?q=markedpayee`, '/home', '/audit', '/settings/company']

describe('a claim of another company', () => {
  test.each(places)(
    'has no effect on what %s shows',
    async (path) => {
      const plain = await look(path, cookie)
      expect(plain.status).toBe(200)
      for (const [how, { query, headers, cookies }] of attacks()) {
        const address = query === undefined ? path : `${path}${path.includes('?') ? '&' : '?'}${query}`
        const answer = await look(address, cookies === undefined ? cookie : `${cookies}; ${cookie}`, headers)
        expect(answer.status, `${path} by ${how}`).toBeLessThan(500)
        expect(
          answer.text.replaceAll(/tenant[^&"]*Foreignmarked[^&"]*|(%20|\+| )?Foreignmarked(%20|\+| )Inc/g, '').includes('Foreignmarked'),
          `${path} by ${how}`,
        ).toBe(false)
        if (query === undefined)
          expect([answer.status, answer.text.includes(ownWord)], `${path} by ${how}`).toEqual([plain.status, plain.text.includes(ownWord)])
      }
    },
    180_000,
  )
  test('shows what is one’s own, so that the proof looks at something', async () => {
    expect((await look('/payees', cookie)).text).toContain(ownWord)
    expect((await look('/crews.csv', cookie)).text).toContain(ownWord)
  })
  test('in a form is refused as a field that is not known, and writes nowhere', async () => {
    const add = productActions().find((action) => action.name.endsWith('payees/actions.ts add'))
    const count = async (tenant: string): Promise<number> =>
      ((await admin<{ n: number }[]>`select count(*)::int as n from payees where tenant_id = ${tenant}`)[0] as { n: number }).n
    const before = [await count(mine.tenant), await count(theirs.tenant)]
    for (const name of names) {
      for (const claim of claims())
        expect(
          (
            await postAction(
              '/payees/new',
              add?.id ?? '',
              [
                { name: 'name', value: 'Planted' },
                { name, value: claim },
              ],
              cookie,
            )
          ).text,
        ).toContain('This field is not known here.')
    }
    expect([await count(mine.tenant), await count(theirs.tenant)]).toEqual(before)
    for (const [how, { headers, cookies }] of attacks()) {
      if (headers === undefined && cookies === undefined) continue
      const { body, type } = multipart([
        { name: '_1_name', value: `Planted by ${how}` },
        { name: '0', value: '[null,"$K1"]' },
      ])
      expect(
        (
          await send('/payees/new', {
            method: 'POST',
            cookie: cookies === undefined ? cookie : `${cookies}; ${cookie}`,
            body,
            headers: { ...headers, 'next-action': add?.id ?? '', accept: 'text/x-component', 'content-type': type },
          })
        ).status,
        how,
      ).toBeLessThan(400)
    }
    const [own, foreign] = [await count(mine.tenant), await count(theirs.tenant)]
    expect(own).toBeGreaterThan(before[0] as number)
    expect(foreign).toBe(before[1])
  })
  test('with an upload leads to one’s own company', async () => {
    const { body, type } = multipart([
      ...names.map((name) => ({ name, value: theirs.tenant })),
      { name: 'file', value: 'key,kind\n1,visit\n', file: 'work.csv', type: 'text/csv' },
    ])
    const answer = await send('/api/imports/upload', { method: 'POST', cookie, body, headers: { 'content-type': type, 'x-tenant': theirs.tenant } })
    expect(answer.status).toBeLessThan(500)
    expect((await admin`select id from imports where tenant_id = ${theirs.tenant}`).length).toBe(0)
  })
  test('with somebody else’s session in the form ends no session of theirs', async () => {
    const end = productActions().find((action) => action.name.endsWith('sessions/actions.ts endOthers')),
      stranger = secretOf(theirs.people.owner)
    await postAction(
      '/account/sessions',
      end?.id ?? '',
      [
        { name: 'session.tenant', value: stranger.tenant },
        { name: 'session.secret', value: stranger.secret },
        { name: 'session:json', value: JSON.stringify(stranger) },
      ],
      cookie,
    )
    expect((await admin`select id from identity.sessions where id = ${theirs.people.owner.sessionId} and ended_at is null`).length).toBe(1)
  })
})
describe('the session itself', () => {
  test('that claims a company which is not its row’s is no session, even correctly encrypted', async () => {
    for (const [tenant, secret] of [
      [theirs.tenant, secretOf(mine.people.owner).secret],
      [mine.tenant, secretOf(theirs.people.owner).secret],
    ] as const) {
      const answer = await look('/payees', `session=${await makeSessionToken({ tenant, secret })}`)
      expect([answer.text.includes(ownWord), answer.text.includes(foreignWord)]).toEqual([false, false])
      expect(answer.status === 303 || answer.status === 307 || answer.text.includes('/sign-in'), String(answer.status)).toBe(true)
    }
  })
  test('sent beside a second one is one of the two, whole: never one’s rights with the other’s rows', async () => {
    const other = (await signIn({ tenant: theirs.tenant, memberId: theirs.people.crew.memberId, accountId: theirs.people.crew.accountId })).cookie
    for (const both of [`${cookie}; ${other}`, `${other}; ${cookie}`]) {
      const { text } = await look('/payees', both)
      expect(text.includes(foreignWord)).toBe(false)
    }
  })
})
