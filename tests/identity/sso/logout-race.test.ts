// A provider's sign-out beside a sign-in that is finishing ends it too: no session is left that began before the word.
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { showDesk } from '../../../lib/tenancy/show-desk.ts'
import { showOwnMetadata } from '../../../lib/identity/sso/start-sso.ts'
import { accept, begin, complete, makeSsoCompany, type SsoCompany } from '../../support/saml/company.ts'
import { byRedirect, destinationOf, logoutRequest, send, switchLogout } from '../../support/saml/logout.ts'
import { attributeNames, startProvider, visit, type Provider } from '../../support/saml/provider.ts'
import { colleagueAt } from '../../support/saml/required.ts'
import { admin } from '../../support/world.ts'
import { Browser, presentClock } from '../person.ts'
let provider: Provider, company: SsoCompany
beforeAll(async () => {
  provider = await startProvider()
  process.env['PLUMBLINE_EGRESS_ALLOW'] = provider.origin
  company = await makeSsoCompany(
    { issuer: provider.issuer, ssoUrl: `${provider.origin}/sso`, certificate: provider.certificate },
    { emailAttribute: attributeNames.email, providerFactor: 'attested' },
  )
  await switchLogout(company, `${provider.origin}/logout`)
})
afterAll(() => provider.close())
test('a sign-in that is finishing when the provider ends it does not survive', async () => {
  const person = await colleagueAt(company),
    b = new Browser(presentClock())
  provider.person = { id: `subject-${person.accountId}`, email: person.email }
  provider.signsOut = { pem: await showOwnMetadata.invoke(b, { connectionId: company.connectionId, part: 'certificate' }), url: destinationOf(company) }
  const away = await begin(b, company.connectionId),
    form = await visit(away.to),
    code = await accept(b, company.connectionId, form.message, form.relayState)
  const pause = (ms: number) =>
    new Promise((done) => {
      setTimeout(done, ms)
    })
  let finished: Promise<unknown> = Promise.resolve(),
    out: Promise<unknown> = Promise.resolve()
  await admin.begin(async (tx) => {
    const [me] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid from members where account_id = ${person.accountId} for update`
    finished = complete(b, code, away.browser)
    await vi.waitFor(
      async () => expect(await admin`select 1 from pg_stat_activity where ${me?.pid ?? 0}::int = any (pg_blocking_pids(pid))`).toHaveLength(1),
      10_000,
    )
    out = send(
      new Browser(presentClock()),
      company,
      'redirect',
      byRedirect(
        logoutRequest({
          issuer: provider.issuer,
          destination: destinationOf(company),
          certificate: provider.certificate,
          subject: `subject-${person.accountId}`,
          index: [],
        }),
        { certificate: provider.certificate },
      ),
    )
    // It may be done now, or wait for the sign-in: both are right.
    await Promise.race([out, pause(1_500)])
  })
  await finished
  await out
  await expect(showDesk.invoke(b.caller, {})).rejects.toThrow()
})
