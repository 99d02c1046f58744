// No answer of a passkey that was forged, bent or made elsewhere is taken, and the log names the check that refused it.
// ASVS V6.7.1
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { cbor, flags, PasskeyDevice, sealAnswer, type Forgery } from '../support/passkey-device.ts'
import { passkeyChecks, type PasskeyCheck } from '../../lib/identity/passkeys/passkey-check.ts'
import { addPasskey, askNewPasskey, askPasskey } from '../../lib/identity/passkeys/own-passkeys.ts'
import { userHandleOf } from '../../lib/identity/passkeys/judge-answer.ts'
import { sha256, sha256Hex } from '../../lib/kernel/digest.ts'
import { proveAct } from '../../lib/identity/prove-act.ts'
import { drain } from '../support/drain.ts'
import { admin, makeWorld, refusalOf } from '../support/world.ts'
import { proveActDigest } from './act.ts'
import { enrolPasskey, signInByPasskey } from './passkey-person.ts'
import { Browser, eventsOf, makePerson, presentClock } from './person.ts'

const world = await makeWorld()
const person = await makePerson(world.tenant, 'office'),
  browser = new Browser(presentClock()),
  device = new PasskeyDevice(),
  copiable = new PasskeyDevice({ mayBackUp: true })
await browser.signIn(person)
await enrolPasskey(browser, person, device, 'Key')
await enrolPasskey(browser, person, copiable, 'Copiable', person.codes[1])
/** Twenty wrong ones an hour make the account wait; here each is to be looked at. */
const forgiveTries = () => admin`delete from identity.throttles where key = ${`factor:${sha256Hex(person.accountId).slice(0, 40)}`}`
const stranger = new PasskeyDevice(),
  ok = flags.present | flags.verified
const backwards = (bytes: Buffer): Buffer => Buffer.from(bytes).reverse()
const clientText = (over: Readonly<Record<string, unknown>>, challenge: string): string =>
  JSON.stringify({ type: 'webauthn.get', challenge, origin: device.origin, crossOrigin: false, ...over })

/** What differs, and the check that has to say no; of an answer that uses a passkey. */
const uses: readonly (readonly [string, PasskeyCheck, Forgery | ((challenge: string) => Forgery)])[] = [
  ['of another site', 'origin', { origin: 'https://plumbline.example' }],
  ['of the same host at another port', 'origin', { origin: 'http://localhost:3001' }],
  ['of the same host by another scheme', 'origin', { origin: 'https://localhost:3000' }],
  ['with a slash behind the origin', 'origin', { origin: 'http://localhost:3000/' }],
  ['of a host that begins like ours', 'origin', { origin: 'http://localhost:3000.evil.example' }],
  ['of no origin', 'origin', { origin: 'null' }],
  ['made in a frame of another site', 'frame', { client: { crossOrigin: true } }],
  ['made in a frame, with its page', 'frame', { client: { crossOrigin: true, topOrigin: 'https://evil.example' } }],
  ['with the page of a frame alone', 'frame', { client: { topOrigin: 'https://evil.example' } }],
  ['for another relying party', 'relying party', { rpId: 'evil.example' }],
  ['for a subdomain of ours', 'relying party', { rpId: 'a.localhost' }],
  ['of the act of making one', 'type', { type: 'webauthn.create' }],
  ['of a payment', 'type', { type: 'payment.get' }],
  ['of another challenge', 'challenge', { challenge: randomBytes(32).toString('base64url') }],
  ['of an empty challenge', 'answer', { challenge: '' }],
  [
    'of the challenge as bytes of another encoding',
    'answer',
    (challenge) => ({ challenge: Buffer.from(challenge, 'base64url').toString('base64').replace(/=*$/, '=') }),
  ],
  ['untouched', 'presence', { flags: flags.verified }],
  ['without a verified person', 'verification', { flags: flags.present }],
  ['backed up and not to be backed up', 'backup', { flags: ok | flags.isBackedUp }],
  ['to be backed up all of a sudden', 'backup', { flags: ok | flags.mayBackUp }],
  ['with a new passkey in it', 'answer', { flags: ok | flags.attested }],
  ['that says it has more and has not', 'answer', { flags: ok | flags.extended }],
  ['that has more and says it has not', 'answer', { authenticatorData: (data) => Buffer.concat([data, Buffer.from([0xa0])]) }],
  ['cut short', 'answer', { authenticatorData: (data) => data.subarray(0, 36) }],
  ['without authenticator data', 'answer', { authenticatorData: () => Buffer.alloc(0) }],
  ['of a passkey that nobody has', 'credential', { id: randomBytes(32) }],
  ['that names another account', 'owner', { userHandle: userHandleOf('01900000-0000-7000-8000-000000000001') }],
  ['that names an account by its address', 'owner', { userHandle: Buffer.from('a@example.com').toString('base64url') }],
  ['signed by another key', 'signature', { signer: stranger.privateKey }],
  ['with a bent signature', 'signature', { signature: backwards }],
  ['with no signature', 'answer', { signature: () => Buffer.alloc(0) }],
  [
    'with a counter that was not signed',
    'signature',
    { answer: { authenticatorData: Buffer.concat([sha256('localhost'), Buffer.from([ok, 0x7f, 0, 0, 0])]).toString('base64url') } },
  ],
  [
    'signed over other client data',
    'signature',
    (challenge) => ({ answer: { clientDataJSON: Buffer.from(clientText({ extra: 'x' }, challenge)).toString('base64url') } }),
  ],
  ['whose client data is no JSON', 'answer', { clientText: '{"type":"webauthn.get"' }],
  ['whose client data is a list', 'answer', { clientText: '[]' }],
  ['whose client data names its type twice over', 'answer', { clientText: '{"type":["webauthn.get"],"challenge":"x","origin":"http://localhost:3000"}' }],
  ['whose client data begins with a mark of byte order', 'answer', (challenge) => ({ clientText: `\u{feff}${clientText({}, challenge)}` })],
  ['whose frame is a word', 'answer', { client: { crossOrigin: 'false' } }],
  ['of another type of credential', 'answer', { answer: { type: 'password' } }],
  ['with a field that nobody knows', 'answer', { answer: { isVerified: true } }],
  ['with a prototype', 'answer', { answer: JSON.parse('{"__proto__":{"x":1},"constructor":1}') as Record<string, unknown> }],
  ['with a signature as a number', 'answer', { answer: { signature: 1 } }],
  ['padded', 'answer', { answer: { signature: 'AAAA==' } }],
]
describe('an answer', () => {
  test.each(uses)('%s is refused by the check %s', async (_name, check, forged) => {
    const options = await askPasskey.invoke(browser, browser.own),
      given = typeof forged === 'function' ? forged(options.challenge) : forged
    const before = (await eventsOf(world.tenant, 'factor.refused')).length
    // The device’s own counter goes on, as an attacker’s would.
    expect(await refusalOf(proveAct.invoke(browser, { ...browser.own, act: proveActDigest('x.y'), code: device.use(options, given) }))).toMatchObject({
      code: 'invalid',
      fields: { factorCode: expect.stringContaining('did not let you in') as string },
    })
    const events = await eventsOf(world.tenant, 'factor.refused')
    expect(events.length).toBe(before + 1)
    expect(events.at(-1)?.detail['why']).toBe(`the passkey: ${passkeyChecks[check]}`)
    await forgiveTries()
  })
  test.each([
    ['nothing', 'passkey.e30'],
    ['no base64', 'passkey.____'],
    ['JSON null', sealAnswer('null')],
    ['a list', sealAnswer('[1]')],
    ['a number', sealAnswer('7')],
    ['deep', sealAnswer('['.repeat(4_000))],
  ])('that is %s is refused as none', async (_name, code) => {
    await askPasskey.invoke(browser, browser.own)
    await refusalOf(proveAct.invoke(browser, { ...browser.own, act: proveActDigest('x.y'), code }))
    expect((await eventsOf(world.tenant, 'factor.refused')).at(-1)?.detail['why']).toBe(`the passkey: ${passkeyChecks.answer}`)
  })
  test('too long, or of signs that no passkey writes, is not looked at', async () => {
    for (const code of [`passkey.${'A'.repeat(6_001)}`, `passkey.${'A'.repeat(60)}.x`, 'x'.repeat(41)])
      expect(await refusalOf(proveAct.invoke(browser, { ...browser.own, act: proveActDigest('x.y'), code }))).toMatchObject({ code: 'invalid' })
  })
  test('by itself it has to name its account', async () => {
    expect(await refusalOf(signInByPasskey(new Browser(presentClock()), device, { userHandle: null }))).toMatchObject({ code: 'invalid' })
    expect((await eventsOf(world.tenant, 'session.refused')).at(-1)?.detail).toMatchObject({ step: 'passkey', why: `the passkey: ${passkeyChecks.owner}` })
  })
  test('of a passkey that may be copied and says so is taken, copied or not', async () => {
    for (const is of [flags.isBackedUp, 0]) {
      await proveAct.invoke(browser, {
        ...browser.own,
        act: proveActDigest('x.y'),
        code: copiable.use(await askPasskey.invoke(browser, browser.own), { flags: ok | flags.mayBackUp | is }),
      })
      expect((await admin`select is_backed_up from identity.passkeys where credential_id = ${copiable.id}`)[0]?.['is_backed_up']).toBe(is !== 0)
    }
  })
})
describe('a counter', () => {
  test('that goes back or stands still refuses, alarms every company of the account and its mailbox, and changes nothing', async () => {
    const own = await makeWorld(),
      victim = await makePerson(own.tenant, 'office'),
      here = new Browser(presentClock()),
      key = new PasskeyDevice()
    await here.signIn(victim)
    await enrolPasskey(here, victim, key, 'Key')
    const use = async (counter: number) =>
      proveAct.invoke(here, { ...here.own, act: proveActDigest('x.y'), code: key.use(await askPasskey.invoke(here, here.own), { counter }) })
    await use(10)
    for (const counter of [10, 9, 0]) expect(await refusalOf(use(counter))).toMatchObject({ code: 'invalid' })
    expect((await eventsOf(own.tenant, 'factor.counter_back')).length).toBe(3)
    expect((await eventsOf(own.tenant, 'factor.refused')).at(-1)?.detail['why']).toBe(`the passkey: ${passkeyChecks.counter}`)
    expect((await admin`select 1 from identity.outbox where to_address = ${victim.email} and kind = 'identity.passkey_copied'`).length).toBe(3)
    expect((await admin`select counter from identity.passkeys where credential_id = ${key.id}`)[0]?.['counter']).toBe('10')
    await drain({ tenant: own.tenant, clock: own.clock })
    const sentence = `A passkey of ${victim.name} may have been copied: it was refused, from Firefox on Linux`
    expect(
      (await admin`select distinct member_id from public.notifications where tenant_id = ${own.tenant} and sentence = ${sentence}`)
        .map((row) => row['member_id'] as string)
        .sort(),
    ).toEqual([own.people.owner.memberId, own.people.admin.memberId].sort())
    // A stranger who has not the key alarms nobody.
    expect(
      await refusalOf(
        proveAct.invoke(here, {
          ...here.own,
          act: proveActDigest('x.y'),
          code: key.use(await askPasskey.invoke(here, here.own), { counter: 1, signer: stranger.privateKey }),
        }),
      ),
    ).toMatchObject({ code: 'invalid' })
    expect((await eventsOf(own.tenant, 'factor.counter_back')).length).toBe(3)
    await use(11)
  })
})

const rsa = new PasskeyDevice({ algorithm: -257 }),
  ec = new PasskeyDevice()
const withKey = (change: (key: Map<number, unknown>) => void, from = ec): Forgery => {
  const key = from.coseKey()
  change(key)
  return { coseKey: key }
}
const makes: readonly (readonly [string, PasskeyCheck, Forgery])[] = [
  ['on another site', 'origin', { origin: 'https://evil.example' }],
  ['in a frame', 'frame', { client: { crossOrigin: true } }],
  ['for another relying party', 'relying party', { rpId: 'evil.example' }],
  ['by an answer of using one', 'type', { type: 'webauthn.get' }],
  ['for another challenge', 'challenge', { challenge: randomBytes(32).toString('base64url') }],
  ['untouched', 'presence', { flags: flags.verified | flags.attested }],
  ['without a verified person', 'verification', { flags: flags.present | flags.attested }],
  ['backed up and not to be', 'backup', { flags: ok | flags.attested | flags.isBackedUp }],
  ['without a passkey in it', 'answer', { flags: ok | flags.extended }],
  [
    'with a statement of its maker',
    'attestation',
    {
      attestation: {
        fmt: 'packed',
        attStmt: new Map<string, never>([
          ['alg', -7 as never],
          ['sig', randomBytes(70) as never],
          ['x5c', new Map() as never],
        ]),
      },
    },
  ],
  ['with a statement of Android', 'attestation', { attestation: { fmt: 'android-safetynet', attStmt: new Map([['ver', '1']]) } }],
  ['with a statement of none that says something', 'attestation', { attestation: { fmt: 'none', attStmt: new Map([['x', 'y']]) } }],
  [
    'with a signature of its own that is wrong',
    'signature',
    {
      attestation: {
        fmt: 'packed',
        attStmt: new Map<string, number | Buffer>([
          ['alg', -7],
          ['sig', randomBytes(70)],
        ]),
      },
    },
  ],
  ['with an algorithm that is not accepted', 'algorithm', withKey((key) => key.set(3, -35))],
  ['with SHA-1', 'algorithm', withKey((key) => key.set(3, -65535), rsa)],
  ['with an algorithm of another kind of key', 'algorithm', withKey((key) => key.set(3, -257))],
  ['on another curve', 'algorithm', withKey((key) => key.set(-1, 2))],
  ['with a point that is not on the curve', 'algorithm', withKey((key) => key.set(-3, Buffer.alloc(32, 7)))],
  ['with half a point', 'algorithm', withKey((key) => key.delete(-3))],
  ['with a short modulus', 'algorithm', withKey((key) => key.set(-1, Buffer.alloc(128, 0xab)), rsa)],
  ['with an exponent of one', 'algorithm', withKey((key) => key.set(-2, Buffer.from([1])), rsa)],
  ['with a text for a key', 'algorithm', { coseKey: new Map<number, string>([[1, 'x']]) as never }],
  ['under an id of a few bytes', 'answer', { id: randomBytes(8) }],
  ['under another id than it says', 'credential', { answer: { id: randomBytes(32).toString('base64url') } }],
  ['cut short', 'answer', { authenticatorData: (data) => data.subarray(0, 60) }],
  ['with more behind it', 'answer', { authenticatorData: (data) => Buffer.concat([data, Buffer.from([1, 2, 3])]) }],
  ['as no CBOR', 'answer', { answer: { attestationObject: randomBytes(40).toString('base64url').replace(/^./, '_') } }],
  ['as an endless nest', 'answer', { answer: { attestationObject: Buffer.alloc(2_900, 0x81).toString('base64url') } }],
  ['as a list', 'answer', { answer: { attestationObject: cbor(new Map([['x', 1]])).toString('base64url') } }],
  ['by a way that no device has', 'answer', { answer: { transports: ['telepathy'] } }],
]
describe('a new passkey', () => {
  test.each(makes)('made %s is refused by the check %s', async (_name, check, forged) => {
    const own = await makePerson(world.tenant, 'office'),
      here = new Browser(presentClock())
    await here.signIn(own)
    const options = (await askNewPasskey.invoke(here, { ...here.own, name: 'Key', factorCode: own.codes[0] as string })) as NonNullable<
      Awaited<ReturnType<typeof askNewPasskey.invoke>>
    >
    const maker = new PasskeyDevice(),
      answer = maker.make(options, forged)
    expect(await refusalOf(addPasskey.invoke(here, { ...here.own, answer }))).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('was not added') as string,
    })
    expect((await eventsOf(world.tenant, 'factor.refused')).at(-1)?.detail['why']).toBe(`a new passkey: ${passkeyChecks[check]}`)
    expect((await admin`select 1 from identity.factors where account_id = ${own.accountId} and kind = 'passkey'`).length).toBe(0)
    // Once its question could be read it is taken: what failed is not tried on.
    if (!['answer', 'type', 'challenge'].includes(check))
      expect(await refusalOf(addPasskey.invoke(here, { ...here.own, answer: maker.make(options) }))).toMatchObject({ code: 'invalid' })
  })
  test('signed by its own key, which claims nothing, is taken', async () => {
    const { createHash, sign } = await import('node:crypto')
    const own = await makePerson(world.tenant, 'office'),
      here = new Browser(presentClock()),
      key = new PasskeyDevice()
    await here.signIn(own)
    let signed: Buffer = Buffer.alloc(0)
    const options = (await askNewPasskey.invoke(here, { ...here.own, name: 'Key', factorCode: own.codes[0] as string })) as NonNullable<
      Awaited<ReturnType<typeof askNewPasskey.invoke>>
    >
    const clientText = JSON.stringify({ type: 'webauthn.create', challenge: options.challenge, origin: key.origin, crossOrigin: false })
    key.make(options, {
      clientText,
      authenticatorData: (data) => {
        signed = sign('sha256', Buffer.concat([data, createHash('sha256').update(clientText).digest()]), key.privateKey)
        return data
      },
      counter: 1,
    })
    await addPasskey.invoke(here, {
      ...here.own,
      answer: key.make(options, {
        clientText,
        counter: 1,
        attestation: {
          fmt: 'packed',
          attStmt: new Map<string, number | Buffer>([
            ['alg', -7],
            ['sig', signed],
          ]),
        },
      }),
    })
    expect((await admin`select 1 from identity.factors where account_id = ${own.accountId} and kind = 'passkey'`).length).toBe(1)
  })
})
