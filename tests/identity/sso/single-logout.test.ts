// Single logout, against a provider that we did not write: a sign-out here goes on to the provider and never waits for it, a sign-out there ends exactly what it opened here, and both are on record.
// ASVS V7.6.1
import { verify, X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { showDesk } from '../../../lib/tenancy/show-desk.ts'
import { leaveProvider } from '../../../lib/identity/sso/leave-provider.ts'
import { showOwnMetadata } from '../../../lib/identity/sso/start-sso.ts'
import { signOut } from '../../../lib/identity/own-sessions.ts'
import { beginTest, makeConnection } from '../../../lib/tenancy/sso-change.ts'
import { showConnection, showTest } from '../../../lib/tenancy/sso-connection.ts'
import { setConnectionLogout } from '../../../lib/tenancy/sso-logout.ts'
import { newUuid } from '../../../lib/kernel/id.ts'
import { makeCertificate } from '../../support/certificate.ts'
import { accept, begin, complete, makeSsoCompany, setConnection, type SsoCompany } from '../../support/saml/company.ts'
import { byRedirect, destinationOf, logoutAnswer, logoutRequest, openSessions, readSent, send, switchLogout } from '../../support/saml/logout.ts'
import { attributeNames, startProvider, visit, type Provider } from '../../support/saml/provider.ts'
import { colleagueAt } from '../../support/saml/required.ts'
import { admin, refusalOf } from '../../support/world.ts'
import { Browser, presentClock, type TestPerson } from '../person.ts'

let provider: Provider, company: SsoCompany
beforeAll(async () => {
  provider = await startProvider()
  process.env['PLUMBLINE_EGRESS_ALLOW'] = provider.origin
  company = await ready()
})
afterAll(() => provider.close())
const browser = (): Browser => new Browser(presentClock())
const metadataOf = (at: SsoCompany, part = 'metadata'): Promise<string> => showOwnMetadata.invoke(browser(), { connectionId: at.connectionId, part })
async function ready(): Promise<SsoCompany> {
  const made = await makeSsoCompany(
    { issuer: provider.issuer, ssoUrl: `${provider.origin}/sso`, certificate: provider.certificate },
    { emailAttribute: attributeNames.email, providerFactor: 'attested' },
  )
  await switchLogout(made, `${provider.origin}/logout`)
  return made
}
/** Signed in by the provider, whose own session stays open; each time it is another of the provider's. */
async function comeIn(person: TestPerson, at = company): Promise<Browser> {
  provider.person = { id: `subject-${person.accountId}`, email: person.email }
  provider.signsOut = { pem: await metadataOf(at, 'certificate'), url: destinationOf(at) }
  const b = browser(),
    away = await begin(b, at.connectionId),
    form = await visit(away.to)
  await complete(b, await accept(b, at.connectionId, form.message, form.relayState), away.browser)
  return b
}
const isIn = async (b: Browser): Promise<boolean> =>
  showDesk.invoke(b.caller, {}).then(
    () => true,
    () => false,
  )
/** Whether the company's certificate, as a provider downloads it, holds for the very text of an address. */
async function isOurs(to: string, at = company): Promise<boolean> {
  const { said, signature } = readSent(to)
  return verify('sha256', Buffer.from(said), new X509Certificate(await metadataOf(at, 'certificate')).publicKey, signature)
}
const follow = (to: string): Promise<Response> => fetch(to, { redirect: 'manual' })
const queryOf = (response: Response): string => new URL(response.headers.get('location') ?? 'http://none.example/').search.slice(1)

describe('a sign-out here', () => {
  test('ends the session first; then the provider is told by a signed request, ends its own and says so', async () => {
    const b = await comeIn(await colleagueAt(company)),
      leaving = await signOut.invoke(b, b.own)
    expect(await isIn(b)).toBe(false)
    expect(leaving).toMatchObject({ connectionId: company.connectionId })
    const away = await leaveProvider.invoke(b, { connectionId: company.connectionId, request: leaving?.request }),
      sent = readSent(away?.to ?? '')
    expect([sent.at, sent.field, sent.relayState]).toEqual([`${provider.origin}/logout`, 'SAMLRequest', leaving?.request])
    expect(await isOurs(away?.to ?? '')).toBe(true)
    expect(sent.xml).toContain(`Destination="${provider.origin}/logout"`)
    expect(sent.xml).toContain(`<samlp:SessionIndex>${provider.participants.at(-1)?.sessionIndex}</samlp:SessionIndex>`)
    const open = provider.participants.length,
      answer = await follow(away?.to ?? '')
    expect([answer.status, provider.participants.length, answer.headers.get('location')?.split('?')[0]]).toEqual([302, open - 1, destinationOf(company)])
    expect(await send(b, company, 'redirect', queryOf(answer))).toEqual({ kind: 'done' })
    expect((await company.world.events('sso.logout_confirmed')).at(-1)?.detail).toEqual({ isTest: false })
    await refusalOf(send(b, company, 'redirect', queryOf(answer)))
    expect((await company.world.events('sso.logout_refused')).at(-1)?.detail['check']).toBe('request')
  })
  test('has ended the session whatever becomes of the provider: it fails, is bent, is asked late or not at all', async () => {
    const b = await comeIn(await colleagueAt(company)),
      leaving = await signOut.invoke(b, b.own),
      request = leaving?.request ?? ''
    expect(await isIn(b)).toBe(false)
    const refused = logoutAnswer({
      issuer: provider.issuer,
      destination: destinationOf(company),
      certificate: provider.certificate,
      inResponseTo: request,
      before: (xml) => xml.replace('status:Success', 'status:Responder'),
    })
    await refusalOf(send(b, company, 'redirect', byRedirect(refused, { certificate: provider.certificate, field: 'SAMLResponse' })))
    expect((await company.world.events('sso.logout_refused')).at(-1)?.detail).toMatchObject({
      check: 'status',
      found: expect.stringContaining('Responder') as string,
    })
    for (const input of [{ request }, { request: `_${'0'.repeat(40)}` }, {}])
      expect((await refusalOf(leaveProvider.invoke(b, { connectionId: company.connectionId, ...input }))).code).toBe('not_found')
    const late = await comeIn(await colleagueAt(company)),
      other = await signOut.invoke(late, late.own)
    late.clock.advance(601_000)
    expect((await refusalOf(leaveProvider.invoke(late, { connectionId: company.connectionId, request: other?.request }))).code).toBe('not_found')
    expect(await isIn(late)).toBe(false)
  })
  test('stays here where the session is by password, where single logout is off, and where the connection is', async () => {
    const person = await colleagueAt(company),
      byPassword = browser()
    await byPassword.signIn(person)
    expect(await signOut.invoke(byPassword, byPassword.own)).toBeUndefined()
    const b = await comeIn(person)
    await admin`update public.sso_connections set state = 'off' where id = ${company.uuid}`
    expect([await signOut.invoke(b, b.own), await isIn(b)]).toEqual([undefined, false])
    await admin`update public.sso_connections set state = 'on' where id = ${company.uuid}`
    const quiet = await ready()
    await quiet.world.as('owner').run(setConnectionLogout, { connectionId: quiet.connectionId, signsOut: false, logoutUrl: `${provider.origin}/logout` })
    provider.person = { id: 'quiet', email: (await colleagueAt(quiet)).email }
    const c = browser(),
      away = await begin(c, quiet.connectionId),
      form = await visit(away.to)
    await complete(c, await accept(c, quiet.connectionId, form.message), away.browser)
    expect([await signOut.invoke(c, c.own), await isIn(c)]).toEqual([undefined, false])
  })
})
describe('a sign-out at the provider', () => {
  test('ends the session that it opened, and gets a signed answer; by redirect and by POST', async () => {
    for (const binding of ['HTTP-Redirect', 'HTTP-POST'] as const) {
      provider.participants.splice(0)
      const b = await comeIn(await colleagueAt(company))
      provider.participants.forEach((one, i, all) => {
        all[i] = { ...one, binding: `urn:oasis:names:tc:SAML:2.0:bindings:${binding}` }
      })
      const asked = await follow(`${provider.origin}/logout`)
      const page = await asked.text(),
        value = (name: string): string =>
          new RegExp(`name="${name}"[^>]*value="([^"]*)"`)
            .exec(page)?.[1]
            ?.replaceAll('&#x3D;', '=')
            .replaceAll('&#x2B;', '+')
            .replaceAll('&#43;', '+')
            .replaceAll('&#61;', '=')
            .replaceAll('&amp;', '&') ?? ''
      const outcome =
        binding === 'HTTP-Redirect'
          ? await send(b, company, 'redirect', queryOf(asked))
          : await send(b, company, 'post', new URLSearchParams({ SAMLRequest: value('SAMLRequest'), RelayState: value('RelayState') }).toString())
      if (outcome?.kind !== 'answer') throw new Error('no answer')
      expect(await isIn(b), binding).toBe(false)
      expect([(await company.world.events('sso.signed_out')).at(-1)?.detail, (await company.world.events('session.ended')).at(-1)?.detail]).toEqual([
        { sessions: 1, pending: 0 },
        { why: 'signed out at the provider', count: 1 },
      ])
      expect(await isOurs(outcome.to)).toBe(true)
      // The provider takes our answer for what it is, and has nobody left to tell.
      expect([(await follow(outcome.to)).status, provider.participants.length], binding).toEqual([200, 0])
    }
  })
  test('ends exactly those sessions: of that name, of that session there, by that connection, in that company', async () => {
    const [jana, otto] = [await colleagueAt(company), await colleagueAt(company)],
      first = await comeIn(jana),
      one = provider.participants.at(-1)?.sessionIndex ?? ''
    const second = await comeIn(jana),
      others = await comeIn(otto),
      byPassword = browser()
    await byPassword.signIn(otto)
    const message = (index: readonly string[], subject = `subject-${jana.accountId}`): string =>
      byRedirect(logoutRequest({ issuer: provider.issuer, destination: destinationOf(company), certificate: provider.certificate, subject, index }), {
        certificate: provider.certificate,
      })
    expect((await send(browser(), company, 'redirect', message(['_elsewhere'])))?.kind).toBe('answer')
    expect([await isIn(first), await isIn(second), await isIn(others)]).toEqual([true, true, true])
    await send(browser(), company, 'redirect', message([one], `subject-${otto.accountId}`))
    expect([await isIn(first), await isIn(others)]).toEqual([true, true])
    await send(browser(), company, 'redirect', message(['_elsewhere', one]))
    expect([await isIn(first), await isIn(second), await isIn(others), await isIn(byPassword)]).toEqual([false, true, true, true])
    const third = await comeIn(jana)
    await send(browser(), company, 'redirect', message([]))
    expect([await isIn(second), await isIn(third), await isIn(others), await isIn(byPassword)]).toEqual([false, false, true, true])
  })
  test('also ends a sign-in that is under way: a code that was not fetched, and a factor that was not given', async () => {
    const own = await ready(),
      person = await colleagueAt(own)
    await setConnection(own.uuid, { providerFactor: 'never' })
    provider.person = { id: 'under-way', email: person.email }
    const b = browser(),
      away = await begin(b, own.connectionId),
      accepted = await accept(b, own.connectionId, (await visit(away.to)).message)
    const c = browser(),
      there = await begin(c, own.connectionId)
    expect((await complete(c, await accept(c, own.connectionId, (await visit(there.to)).message), there.browser)).go).toBe('factor')
    await send(
      browser(),
      own,
      'redirect',
      byRedirect(
        logoutRequest({ issuer: provider.issuer, destination: destinationOf(own), certificate: provider.certificate, subject: 'under-way', index: [] }),
        { certificate: provider.certificate },
      ),
    )
    expect((await own.world.events('sso.signed_out')).at(-1)?.detail).toEqual({ sessions: 0, pending: 2 })
    await expect(complete(b, accepted, away.browser)).rejects.toThrow(/moved on/)
    const { giveFactor } = await import('../../../lib/identity/give-factor.ts')
    expect((await refusalOf(c.step(giveFactor, { code: person.code(c.clock) }))).code).toBe('conflict')
    expect(await openSessions(own)).toEqual([])
  })
  test('carries the provider’s own state back unchanged, under a signature that holds for it', async () => {
    const state = `a b+c~'()*!%&=${'é'}`,
      answer = await send(
        browser(),
        company,
        'redirect',
        byRedirect(logoutRequest({ issuer: provider.issuer, destination: destinationOf(company), certificate: provider.certificate, subject: 'nobody' }), {
          certificate: provider.certificate,
          relayState: state,
        }),
      )
    if (answer?.kind !== 'answer') throw new Error('no answer')
    expect([readSent(answer.to).relayState, await isOurs(answer.to)]).toEqual([state, true])
  })
})
describe('the setting', () => {
  test('is off by default, reads the provider’s address out of its metadata, and asks for one where that names none', async () => {
    const { id } = await company.world
      .as('owner')
      .run(makeConnection, {
        name: `By metadata ${newUuid(new Date()).slice(-6)}`,
        metadata: { name: 'm.xml', type: 'text/xml', bytes: Buffer.from(await provider.metadata()) },
      })
    const shown = await company.world.as('owner').run(showConnection, { connectionId: id })
    expect(shown).toMatchObject({ signsOut: false, logoutUrl: `${provider.origin}/logout`, logoutAnswerUrl: null, signs: null })
    expect(await showOwnMetadata.invoke(browser(), { connectionId: id })).not.toMatch(/KeyDescriptor|SingleLogout/)
    expect((await refusalOf(showOwnMetadata.invoke(browser(), { connectionId: id, part: 'certificate' }))).code).toBe('not_found')
    const bare = await company.world
      .as('owner')
      .run(makeConnection, {
        name: `By hand ${newUuid(new Date()).slice(-6)}`,
        issuer: provider.issuer,
        ssoUrl: `${provider.origin}/sso`,
        certificate: makeCertificate().pem,
      })
    expect((await refusalOf(company.world.as('owner').run(setConnectionLogout, { connectionId: bare.id, signsOut: true }))).fields['logoutUrl']).toMatch(
      /logout address/,
    )
    expect(
      (await refusalOf(company.world.as('owner').run(setConnectionLogout, { connectionId: bare.id, signsOut: true, logoutUrl: 'http://idp.example.test/slo' })))
        .fields['logoutUrl'],
    ).toMatch(/https/)
    expect(
      (await refusalOf(company.world.as('finance').run(setConnectionLogout, { connectionId: id, signsOut: true, logoutUrl: `${provider.origin}/logout` })))
        .code,
    ).toBe('forbidden')
  })
  test('gives the connection a key of its own, sealed; our metadata names it and our address; off ends it, on again makes another', async () => {
    const own = await ready(),
      [xml, pem] = [await metadataOf(own), await metadataOf(own, 'certificate')],
      shown = await own.world.as('owner').run(showConnection, { connectionId: own.connectionId }),
      certificate = new X509Certificate(pem)
    expect(xml).toMatch(
      /<md:KeyDescriptor use="signing">[^]*<md:SingleLogoutService Binding="[^"]*HTTP-Redirect"[^]*<md:SingleLogoutService Binding="[^"]*HTTP-POST"[^]*<md:NameIDFormat>/,
    )
    expect(xml).toContain(`Location="${destinationOf(own)}"`)
    expect(xml).toContain(certificate.raw.toString('base64'))
    expect([shown.signs?.fingerprint, certificate.verify(certificate.publicKey), certificate.publicKey.asymmetricKeyDetails?.modulusLength]).toEqual([
      certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
      true,
      2048,
    ])
    const [row] = await admin<{ secret: Buffer }[]>`select secret from public.sso_signing_keys where connection_id = ${own.uuid}`
    expect(row?.secret.includes(Buffer.from('300d06092a864886f70d0101010500', 'hex')), 'no private key stands there in the open').toBe(false)
    await own.world.as('owner').run(setConnectionLogout, { connectionId: own.connectionId, signsOut: false, logoutUrl: `${provider.origin}/logout` })
    expect(await metadataOf(own)).not.toMatch(/KeyDescriptor|SingleLogout/)
    await switchLogout(own, `${provider.origin}/logout`)
    expect(await metadataOf(own, 'certificate')).not.toBe(pem)
    expect(
      (await own.world.events('sso.logout_changed')).map((event) => (event.detail['changes'] as readonly { field: string; after: string }[])[0]),
    ).toMatchObject([{ after: 'on' }, { after: 'off' }, { after: 'on' }])
  })
  test('is tried out after a test sign-in: what the provider answered is shown, and nobody is signed out here', async () => {
    const own = await ready(),
      person = await colleagueAt(own),
      stays = await comeIn(person, own)
    const go = async (): Promise<{ testId: string; query: string }> => {
      const { testId } = await own.world.as('admin').run(beginTest, { connectionId: own.connectionId }),
        b = browser(),
        away = await begin(b, own.connectionId, { testId })
      await accept(b, own.connectionId, (await visit(away.to)).message)
      return { testId, query: queryOf(await follow((await leaveProvider.invoke(b, { connectionId: own.connectionId, testId }))?.to ?? '')) }
    }
    provider.participants.splice(0)
    const passed = await go(),
      shown = (testId: string) => own.world.as('admin').run(showTest, { connectionId: own.connectionId, testId })
    expect((await shown(passed.testId)).logout).toMatchObject({ state: 'sent' })
    expect(await send(browser(), own, 'redirect', passed.query)).toEqual({ kind: 'test', connectionId: own.connectionId, testId: passed.testId })
    expect([(await shown(passed.testId)).logout, await isIn(stays)]).toEqual([{ state: 'passed', check: null, found: null, advice: null }, true])
    const { testId } = await go(),
      [row] = await admin<{ id: string }[]>`select id from identity.sso_logouts where connection_id = ${own.uuid}`
    const bent = logoutAnswer({
      issuer: provider.issuer,
      destination: destinationOf(own),
      certificate: provider.certificate,
      inResponseTo: row?.id ?? '',
      before: (xml) => xml.replace('status:Success', 'status:Requester'),
    })
    expect(await send(browser(), own, 'redirect', byRedirect(bent, { certificate: provider.certificate, field: 'SAMLResponse' }))).toMatchObject({
      kind: 'test',
      testId,
    })
    expect((await shown(testId)).logout).toMatchObject({ state: 'refused', check: 'status', advice: expect.stringContaining('log') as string })
  })
})
