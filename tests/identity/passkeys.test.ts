// A passkey is added after another factor, proves its person beside a password, for an act and by itself; an answer serves once, for whoever asked.
// ASVS V6.7.1 V6.7.2
import { describe, expect, test } from 'vitest'
import { addFactor, removeFactor } from '../../lib/identity/own-factors.ts'
import { giveFactor } from '../../lib/identity/give-factor.ts'
import { givePassword } from '../../lib/identity/give-password.ts'
import { showOwnAccount } from '../../lib/identity/own-account.ts'
import { challengeSecondsMax } from '../../lib/identity/passkeys/challenge.ts'
import { addPasskey, askNewPasskey, askPasskey, passkeysMax, renameFactor } from '../../lib/identity/passkeys/own-passkeys.ts'
import { askPasskeyInFlow, givePasskey, startPasskey } from '../../lib/identity/passkeys/sign-in.ts'
import { proveAct } from '../../lib/identity/prove-act.ts'
import { switchCompany, listOwnCompanies } from '../../lib/identity/switch-company.ts'
import { showDesk } from '../../lib/tenancy/show-desk.ts'
import { chooseCompany } from '../../lib/identity/choose-company.ts'
import { PasskeyDevice } from '../support/passkey-device.ts'
import { admin, makeWorld, refusalOf } from '../support/world.ts'
import { proveActDigest } from './act.ts'
import { enrolPasskey, signInByPasskey } from './passkey-person.ts'
import { addMembership, Browser, eventsOf, makePerson, password, presentClock } from './person.ts'

const world = await makeWorld()
const forgetStep = (factorId: string) => admin`update identity.factors set last_step = 0 where id = ${factorId}`

describe('adding', () => {
  test('after a code: kept with its public half alone, recorded, told by mail; other sessions end, this one gets a fresh secret', async () => {
    const person = await makePerson(world.tenant, 'office'),
      browser = new Browser(presentClock()),
      other = new Browser(presentClock())
    await other.signIn(person)
    await forgetStep(person.factorId)
    await browser.signIn(person)
    const before = browser.own.session.secret,
      device = new PasskeyDevice({ mayBackUp: true })
    await enrolPasskey(browser, person, device, 'Work laptop')
    expect(browser.own.session.secret).not.toBe(before)
    await expect(showDesk.invoke(other.caller, {})).rejects.toThrow()
    expect((await showOwnAccount.invoke(browser, browser.own)).factors.map((f) => [f.name, f.kind])).toEqual([
      ['Work laptop', 'passkey'],
      ['Phone', 'totp'],
    ])
    const [row] =
      await admin`select p.*, f.secret from identity.passkeys p join identity.factors f on f.id = p.factor_id where f.account_id = ${person.accountId}`
    expect(row).toMatchObject({ secret: null, may_back_up: true, is_backed_up: true, transports: 'internal' })
    expect((row?.['credential_id'] as Buffer).equals(device.id)).toBe(true)
    expect((await eventsOf(world.tenant, 'factor.enrolled')).at(-1)).toMatchObject({
      actor_id: person.memberId,
      detail: { kind: 'passkey', name: 'Work laptop' },
    })
    expect((await admin`select 1 from identity.outbox where to_address = ${person.email} and body like '%A passkey was added: Work laptop%'`).length).toBe(1)
  })
  test('a wrong code begins nothing, and without a question no passkey is taken', async () => {
    const person = await makePerson(world.tenant, 'office'),
      browser = new Browser(presentClock())
    await browser.signIn(person)
    expect(await refusalOf(askNewPasskey.invoke(browser, { ...browser.own, name: 'Key', factorCode: '000000' }))).toMatchObject({ code: 'invalid' })
    expect((await admin`select 1 from identity.passkey_challenges where account_id = ${person.accountId}`).length).toBe(0)
    const stranger = await makePerson(world.tenant, 'office'),
      away = new Browser(presentClock())
    await away.signIn(stranger)
    const options = await askNewPasskey.invoke(away, { ...away.own, name: 'Key', factorCode: stranger.codes[0] as string })
    // Another session's question, answered in this one.
    expect(
      await refusalOf(addPasskey.invoke(browser, { ...browser.own, answer: new PasskeyDevice().make(options as NonNullable<typeof options>) })),
    ).toMatchObject({ code: 'invalid' })
    expect((await showOwnAccount.invoke(browser, browser.own)).factors.length).toBe(1)
  })
  test('several, named and renamed; the eleventh is refused; a passkey serves as the factor for the next', async () => {
    const person = await makePerson(world.tenant, 'office'),
      browser = new Browser(presentClock()),
      first = new PasskeyDevice()
    await browser.signIn(person)
    await enrolPasskey(browser, person, first, 'First')
    const asked = await askNewPasskey.invoke(browser, { ...browser.own, name: 'Second', factorCode: first.use(await askPasskey.invoke(browser, browser.own)) })
    expect(asked?.excludeCredentials.map((c) => c.id)).toEqual([first.id.toString('base64url')])
    browser.session = await addPasskey.invoke(browser, { ...browser.own, answer: new PasskeyDevice().make(asked as NonNullable<typeof asked>) })
    const second = (await showOwnAccount.invoke(browser, browser.own)).factors.find((f) => f.name === 'Second')
    await renameFactor.invoke(browser, { ...browser.own, id: second?.id as string, name: 'Key in the drawer' })
    expect((await showOwnAccount.invoke(browser, browser.own)).factors.map((f) => f.name)).toContain('Key in the drawer')
    expect((await eventsOf(world.tenant, 'factor.renamed')).at(-1)).toMatchObject({ detail: { kind: 'passkey', before: 'Second', after: 'Key in the drawer' } })
    await admin`insert into identity.factors (id, account_id, kind, name, confirmed_at) select gen_random_uuid(), ${person.accountId}, 'passkey', 'Filler', now() from generate_series(3, ${passkeysMax})`
    expect((await refusalOf(askNewPasskey.invoke(browser, { ...browser.own, name: 'More', factorCode: person.codes[0] as string }))).message).toContain(
      `at most ${passkeysMax} passkeys`,
    )
    // Authenticators are counted by themselves.
    expect(await addFactor.invoke(browser, { ...browser.own, name: 'Tablet', factorCode: person.codes[5] as string })).toMatchObject({ go: 'enrol' })
  })
  test('somebody else’s factor is neither renamed nor removed', async () => {
    const person = await makePerson(world.tenant, 'office'),
      stranger = await makePerson(world.tenant, 'office'),
      browser = new Browser(presentClock()),
      away = new Browser(presentClock())
    await browser.signIn(person)
    await away.signIn(stranger)
    await enrolPasskey(browser, person, new PasskeyDevice(), 'Mine')
    const [mine] = (await showOwnAccount.invoke(browser, browser.own)).factors
    expect(await refusalOf(renameFactor.invoke(away, { ...away.own, id: mine?.id as string, name: 'Yours' }))).toMatchObject({ code: 'not_found' })
    expect(await refusalOf(removeFactor.invoke(away, { ...away.own, id: mine?.id as string, factorCode: stranger.codes[0] as string }))).toMatchObject({
      code: 'not_found',
    })
  })
  test('a credential id that another account has is refused, also after that one removed it', async () => {
    const [one, two] = [await makePerson(world.tenant, 'office'), await makePerson(world.tenant, 'office')],
      [a, b] = [new Browser(presentClock()), new Browser(presentClock())]
    await a.signIn(one)
    await b.signIn(two)
    const device = new PasskeyDevice()
    await enrolPasskey(a, one, device, 'Mine')
    expect(await refusalOf(enrolPasskey(b, two, new PasskeyDevice({ id: device.id }), 'Mine too'))).toMatchObject({ code: 'conflict' })
    const mine = (await showOwnAccount.invoke(a, a.own)).factors.find((f) => f.kind === 'passkey')
    a.session = await removeFactor.invoke(a, { ...a.own, id: mine?.id as string, factorCode: one.codes[3] as string })
    expect(await refusalOf(enrolPasskey(b, two, new PasskeyDevice({ id: device.id }), 'Mine too', two.codes[4]))).toMatchObject({ code: 'conflict' })
    expect((await showOwnAccount.invoke(b, b.own)).factors.map((f) => f.kind)).toEqual(['totp'])
  })
  test('the last factor stays, whatever it is', async () => {
    const person = await makePerson(world.tenant, 'office'),
      browser = new Browser(presentClock())
    await browser.signIn(person)
    await enrolPasskey(browser, person, new PasskeyDevice(), 'Key')
    const [key, phone] = (await showOwnAccount.invoke(browser, browser.own)).factors
    browser.session = await removeFactor.invoke(browser, { ...browser.own, id: phone?.id as string, factorCode: person.codes[1] as string })
    expect(await refusalOf(removeFactor.invoke(browser, { ...browser.own, id: key?.id as string, factorCode: person.codes[2] as string }))).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('only second factor') as string,
    })
  })
})
describe('beside the password', () => {
  test.each([
    [-7, 'ES256'],
    [-8, 'EdDSA'],
    [-257, 'RS256'],
  ] as const)('%i, %s', async (algorithm, _name) => {
    const person = await makePerson(world.tenant, 'office'),
      browser = new Browser(presentClock()),
      device = new PasskeyDevice({ algorithm })
    await browser.signIn(person)
    await enrolPasskey(browser, person, device, 'Key')
    const again = new Browser(presentClock())
    await again.begin(person.email)
    await again.step(givePassword, { password })
    const { options } = await askPasskeyInFlow.invoke(again, { flow: again.flow })
    expect(options.allowCredentials).toEqual([{ id: device.id.toString('base64url'), type: 'public-key', transports: ['internal'] }])
    expect(await again.step(giveFactor, { code: device.use(options) })).toMatchObject({ go: 'home' })
    expect((await eventsOf(world.tenant, 'session.started')).at(-1)?.detail['methods']).toEqual(['password', 'passkey'])
  })
  test('before the password nothing is said about passkeys', async () => {
    const person = await makePerson(world.tenant, 'office'),
      browser = new Browser(presentClock())
    await browser.begin(person.email)
    expect(await refusalOf(askPasskeyInFlow.invoke(browser, { flow: browser.flow }))).toMatchObject({ code: 'conflict' })
  })
  test('an answer to one flow opens no other, nor a session’s act; five wrong ones end the challenge', async () => {
    const person = await makePerson(world.tenant, 'office'),
      browser = new Browser(presentClock()),
      device = new PasskeyDevice()
    await browser.signIn(person)
    await enrolPasskey(browser, person, device, 'Key')
    const flowed = async (): Promise<Browser> => {
      const b = new Browser(presentClock())
      await b.begin(person.email)
      await b.step(givePassword, { password })
      return b
    }
    const [one, two] = [await flowed(), await flowed()]
    const { options } = await askPasskeyInFlow.invoke(one, { flow: one.flow }),
      answer = device.use(options)
    expect(await refusalOf(two.step(giveFactor, { code: answer }))).toMatchObject({ code: 'invalid' })
    expect(await refusalOf(proveAct.invoke(browser, { ...browser.own, act: proveActDigest('x.y'), code: answer }))).toMatchObject({ code: 'invalid' })
    expect(await one.step(giveFactor, { code: answer })).toMatchObject({ go: 'home' })
    for (let i = 0; i < 3; i++) expect(await refusalOf(two.step(giveFactor, { code: answer }))).toMatchObject({ code: 'invalid' })
    expect(await refusalOf(two.step(giveFactor, { code: answer }))).toMatchObject({ code: 'too_many' })
  })
})
describe('for an act', () => {
  test('a question is answered once, in time: of twenty answers at once one proves', async () => {
    const person = await makePerson(world.tenant, 'office'),
      browser = new Browser(presentClock()),
      device = new PasskeyDevice({ counts: false })
    await browser.signIn(person)
    await enrolPasskey(browser, person, device, 'Key')
    const answer = device.use(await askPasskey.invoke(browser, browser.own))
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => proveAct.invoke(browser, { ...browser.own, act: proveActDigest(`x.y${i}`), code: answer })),
    )
    expect(outcomes.filter((o) => o.status === 'fulfilled').length).toBe(1)
    expect(
      (await admin`select method from identity.proofs where session_id in (select id from identity.sessions where account_id = ${person.accountId})`).map(
        (row) => row['method'],
      ),
    ).toEqual(['passkey'])
  })
  test('the next question voids the one before it, and one that waited too long is void', async () => {
    const person = await makePerson(world.tenant, 'office'),
      browser = new Browser(presentClock()),
      device = new PasskeyDevice()
    await browser.signIn(person)
    await enrolPasskey(browser, person, device, 'Key')
    const old = await askPasskey.invoke(browser, browser.own),
      next = await askPasskey.invoke(browser, browser.own)
    expect(await refusalOf(proveAct.invoke(browser, { ...browser.own, act: proveActDigest('x.y'), code: device.use(old) }))).toMatchObject({ code: 'invalid' })
    browser.clock.advance(challengeSecondsMax * 1_000 + 1)
    expect(await refusalOf(proveAct.invoke(browser, { ...browser.own, act: proveActDigest('x.y'), code: device.use(next) }))).toMatchObject({ code: 'invalid' })
  })
  test('who has none is told so', async () => {
    const person = await makePerson(world.tenant, 'office'),
      browser = new Browser(presentClock())
    await browser.signIn(person)
    expect(await refusalOf(askPasskey.invoke(browser, browser.own))).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('no passkey yet') as string,
    })
  })
})
describe('by itself', () => {
  test('opens a session without address and password, with an event that says so', async () => {
    const person = await makePerson(world.tenant, 'office'),
      browser = new Browser(presentClock()),
      device = new PasskeyDevice()
    await browser.signIn(person)
    await enrolPasskey(browser, person, device, 'Key')
    const again = new Browser(presentClock())
    expect(await signInByPasskey(again, device)).toMatchObject({ go: 'home', flow: null })
    expect((await showDesk.invoke(again.caller, {})).member.name).toBe(person.name)
    expect((await eventsOf(world.tenant, 'session.started')).at(-1)?.detail['methods']).toEqual(['passkey'])
  })
  test('what is asked is the same for everyone and names nobody', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => startPasskey.invoke(new Browser(presentClock()), {})))
    for (const answer of answers) {
      expect(Object.keys(answer?.options ?? {}).sort()).toEqual(['challenge', 'rpId', 'timeout', 'userVerification'])
      expect(answer?.options).toMatchObject({ rpId: 'localhost', userVerification: 'required' })
      expect(Buffer.from(answer?.options.challenge ?? '', 'base64url').length).toBe(32)
    }
    expect(new Set(answers.map((a) => a?.options.challenge)).size).toBe(3)
  })
  test('a passkey that nobody has, one that was removed and one of a closed account read alike', async () => {
    const person = await makePerson(world.tenant, 'office'),
      browser = new Browser(presentClock()),
      device = new PasskeyDevice(),
      gone = new PasskeyDevice()
    await browser.signIn(person)
    await enrolPasskey(browser, person, device, 'Key')
    await enrolPasskey(browser, person, gone, 'Old', person.codes[1])
    const old = (await showOwnAccount.invoke(browser, browser.own)).factors.find((f) => f.name === 'Old')
    browser.session = await removeFactor.invoke(browser, { ...browser.own, id: old?.id as string, factorCode: person.codes[2] as string })
    const unknown = new PasskeyDevice(),
      said: unknown[] = []
    said.push(
      await refusalOf(
        signInByPasskey(new Browser(presentClock()), unknown, { userHandle: Buffer.from(person.accountId.replaceAll('-', ''), 'hex').toString('base64url') }),
      ),
      await refusalOf(signInByPasskey(new Browser(presentClock()), gone)),
    )
    await admin`update identity.accounts set is_disabled = true where id = ${person.accountId}`
    said.push(await refusalOf(signInByPasskey(new Browser(presentClock()), device)))
    expect(new Set(said.map((r) => JSON.stringify([(r as Error).message, (r as { code: string }).code]))).size).toBe(1)
    expect((await eventsOf(world.tenant, 'session.refused')).at(-1)).toMatchObject({ detail: { step: 'passkey', why: 'the account is closed' } })
  })
  test('an answer serves one flow, once: of twenty at once one signs in, and a failed one ends its flow', async () => {
    const person = await makePerson(world.tenant, 'office'),
      browser = new Browser(presentClock()),
      device = new PasskeyDevice({ counts: false })
    await browser.signIn(person)
    await enrolPasskey(browser, person, device, 'Key')
    const began = await startPasskey.invoke(browser, {}),
      other = await startPasskey.invoke(browser, {}),
      answer = device.use((began as NonNullable<typeof began>).options)
    expect(await refusalOf(givePasskey.invoke(browser, { flow: other?.flow as string, answer }))).toMatchObject({ code: 'invalid' })
    expect(
      await refusalOf(givePasskey.invoke(browser, { flow: other?.flow as string, answer: device.use((other as NonNullable<typeof other>).options) })),
    ).toMatchObject({ code: 'conflict' })
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => givePasskey.invoke(browser, { flow: began?.flow as string, answer })))
    expect(outcomes.filter((o) => o.status === 'fulfilled').length).toBe(1)
  })
  test('refused ones from one network make that network wait, and lock nobody', async () => {
    const person = await makePerson(world.tenant, 'office'),
      browser = new Browser(presentClock()),
      device = new PasskeyDevice()
    await browser.signIn(person)
    await enrolPasskey(browser, person, device, 'Key')
    const hostile = new Browser(presentClock())
    let last: unknown
    for (let i = 0; i < 62; i++) last = await refusalOf(signInByPasskey(hostile, device, { signature: (s) => Buffer.from(s).reverse() }))
    expect(last).toMatchObject({ code: 'too_many' })
    expect(await signInByPasskey(new Browser(presentClock()), device)).toMatchObject({ go: 'home' })
  })
  test('with two companies one is chosen; switching carries what was proven', async () => {
    const elsewhere = await makeWorld(),
      person = await makePerson(world.tenant, 'office'),
      browser = new Browser(presentClock()),
      device = new PasskeyDevice()
    await addMembership(elsewhere.tenant, 'office', person)
    await browser.begin(person.email)
    await browser.step(givePassword, { password })
    expect(await browser.step(giveFactor, { code: person.code(browser.clock) })).toMatchObject({ go: 'company' })
    const first = await admin<{ id: string }[]>`select id from public.members where account_id = ${person.accountId} order by id`
    expect(first.length).toBe(2)
    const { encodeId } = await import('../../lib/kernel/id.ts')
    await browser.step(chooseCompany, { memberId: encodeId('member', person.memberId) })
    await enrolPasskey(browser, person, device, 'Key')
    const again = new Browser(presentClock())
    expect(await signInByPasskey(again, device)).toMatchObject({ go: 'company' })
    await again.step(chooseCompany, { memberId: encodeId('member', person.memberId) })
    const target = (await listOwnCompanies.invoke(again, again.own)).companies.find((c) => !c.isThis)
    again.session = await switchCompany.invoke(again, { ...again.own, memberId: target?.id as string })
    expect((await eventsOf(elsewhere.tenant, 'session.started')).at(-1)?.detail['methods']).toEqual(['passkey'])
  })
})
