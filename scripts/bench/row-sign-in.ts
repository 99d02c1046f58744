import { randomUUID, verify as verifySignature, X509Certificate } from 'node:crypto'
import { verify as verifyPassword } from '@node-rs/argon2'
import type { Sql } from 'postgres'
import type { IdentityCaller } from '../../lib/access/identity-act.ts'
import { factorCell } from '../../lib/identity/factor.ts'
import type { FlowAnswer } from '../../lib/identity/flow-answer.ts'
import { giveFactor } from '../../lib/identity/give-factor.ts'
import { givePassword } from '../../lib/identity/give-password.ts'
import { hashPassword } from '../../lib/identity/password.ts'
import { acceptOidc, takeReturn } from '../../lib/identity/sso/accept-oidc.ts'
import { acceptSaml } from '../../lib/identity/sso/accept-saml.ts'
import { askProvider } from '../../lib/identity/sso/ask-provider.ts'
import { completeSso } from '../../lib/identity/sso/complete-sso.ts'
import { ownFacts } from '../../lib/identity/sso/connection.ts'
import type { Accepted } from '../../lib/identity/sso/sso-outcome.ts'
import { startSso } from '../../lib/identity/sso/start-sso.ts'
import { startSignIn } from '../../lib/identity/start-sign-in.ts'
import { newTotpSecret, totpCode } from '../../lib/identity/totp.ts'
import { systemClock } from '../../lib/kernel/clock.ts'
import { decodeId } from '../../lib/kernel/id.ts'
import { envelope } from '../../lib/platform/keys/keys.ts'
import { makeConnection } from '../../lib/tenancy/sso-change.ts'
import { makeOidcConnection } from '../../lib/tenancy/sso-oidc.ts'
import { makeCertificate } from '../../tests/support/certificate.ts'
import { startHostileProvider, type HostileProvider } from '../../tests/support/oidc/hostile-provider.ts'
import { forge } from '../../tests/support/saml/forge.ts'
import { addMember, makeCompany, openOwner, runAs, signIn, type Person } from './company.ts'
import { median, type Figure, type Size } from './measure.ts'

const password = 'gravel lantern oboe 7',
  email = 'email'
/** A sign-in may take twice the proof that nobody can do without, and this much more. */
const timesMax = 2,
  millisecondsMore = 30

/** Each sign-in comes from a network of its own: one that tries so often would be made to wait. */
let networks = 0
const somewhere = (): IdentityCaller => {
  const n = ++networks
  return { place: { requestId: 'bench', ip: `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`, agent: 'bench' } }
}
const milliseconds = async (act: () => Promise<unknown>): Promise<number> => {
  const started = performance.now()
  await act()
  return performance.now() - started
}

function figure(name: string, took: readonly number[], base: readonly number[]): Figure {
  const value = median(took),
    bare = median(base)
  return {
    name,
    value,
    unit: 'ms',
    base: bare,
    ratio: value / bare,
    reach: `≤ ${timesMax} × + ${millisecondsMore} ms`,
    ok: value <= timesMax * bare + millisecondsMore,
  }
}

/** Signing in by each way, without the provider's share, beside the proof itself: the hash of a password, the signature of an answer. */
export async function measureSignIn(size: Size): Promise<Figure[]> {
  const provider = await startHostileProvider()
  process.env['PLUMBLINE_EGRESS_ALLOW'] = provider.origin // before the configuration is read
  const sql = openOwner(),
    { tenant } = await makeCompany(sql, 'Bench sign-in'),
    owner = await signIn(sql, tenant, await addMember(sql, tenant, 'owner', 'owner 1'))
  const domainId = randomUUID(),
    domain = `s-${domainId.slice(0, 12)}.example`,
    turns = size.turns * 20
  await sql`insert into public.domains (tenant_id, id, name, token, state, proven_at) values (${tenant}, ${domainId}, ${domain}, 'x', 'proven', now())`
  await sql`insert into identity.proven_domains (name, tenant_id, domain_id) values (${domain}, ${tenant}, ${domainId})`
  try {
    return [await byPassword(sql, tenant, turns), await bySaml(sql, owner, tenant, domain, turns), await byOidc(sql, owner, tenant, domain, turns, provider)]
  } finally {
    provider.close()
    await sql.end()
  }
}

async function byPassword(sql: Sql, tenant: string, turns: number): Promise<Figure> {
  const hash = await hashPassword(password),
    took: number[] = [],
    bare: number[] = []
  for (let turn = 0; turn < turns + 5; turn++) {
    // A code serves once, so each sign-in is somebody else's.
    const address = `p${turn}@password.example`,
      secret = await enrolled(sql, tenant, address),
      caller = somewhere()
    await sql`update identity.accounts set password_hash = ${hash} where email = ${address}`
    const time = await milliseconds(async () => {
      const begun = await startSignIn.invoke(caller, { email: address }),
        given = await givePassword.invoke(caller, { flow: begun?.flow, password })
      demandHome(await giveFactor.invoke(caller, { flow: given?.flow, code: totpCode(secret, systemClock.now()) }))
    })
    const hashing = await milliseconds(async () => {
      if (!(await verifyPassword(hash, password))) throw new Error('the hash is of another password')
    })
    if (turn >= 5) {
      took.push(time)
      bare.push(hashing)
    }
  }
  return figure('sign-in by password and code; beside argon2id', took, bare)
}

async function bySaml(sql: Sql, owner: Person, tenant: string, domain: string, turns: number): Promise<Figure> {
  const certificate = makeCertificate(),
    issuer = 'https://provider.example/entity',
    took: number[] = [],
    bare: number[] = []
  const { id } = await runAs(sql, owner, makeConnection, { name: 'Bench SAML', issuer, ssoUrl: 'https://provider.example/sso', certificate: certificate.pem })
  await openConnection(sql, tenant, decodeId('ssoConnection', id))
  await enrolled(sql, tenant, `saml@${domain}`)
  const key = new X509Certificate(certificate.pem).publicKey
  for (let turn = 0; turn < turns + 5; turn++) {
    const caller = somewhere(),
      begun = await startSso.invoke(caller, { connectionId: id })
    const { xml, message } = forge({
      ...ownFacts(decodeId('ssoConnection', id)),
      issuer,
      certificate,
      subject: 'bench',
      inResponseTo: new URL(begun?.to ?? '').searchParams.get('RelayState') ?? '',
      attributes: { [email]: [`saml@${domain}`] },
    })
    const time = await milliseconds(async () => {
      await complete(caller, await acceptSaml.invoke(caller, { connectionId: id, message }), begun?.browser)
    })
    const signed = Buffer.from(
        /<SignedInfo[^]*<\/SignedInfo>/.exec(xml)?.[0].replace('<SignedInfo>', '<SignedInfo xmlns="http://www.w3.org/2000/09/xmldsig#">') ?? '',
      ),
      signature = Buffer.from(/<SignatureValue>([^<]*)/.exec(xml)?.[1] ?? '', 'base64')
    const checking = await milliseconds(async () => {
      verifySignature('RSA-SHA256', signed, key, signature)
    })
    if (turn >= 5) {
      took.push(time)
      bare.push(checking)
    }
  }
  return figure('sign-in by SAML; beside the check of a signature', took, bare)
}

async function byOidc(sql: Sql, owner: Person, tenant: string, domain: string, turns: number, provider: HostileProvider): Promise<Figure> {
  const took: number[] = [],
    bare: number[] = []
  const { id } = await runAs(sql, owner, makeOidcConnection, {
    name: 'Bench OIDC',
    issuer: provider.issuer,
    clientId: provider.clientId,
    clientSecret: provider.secret,
  })
  await openConnection(sql, tenant, decodeId('ssoConnection', id))
  await enrolled(sql, tenant, `oidc@${domain}`)
  provider.person = { sub: 'bench', email: `oidc@${domain}`, email_verified: true, name: 'Bench Person', groups: [] }
  for (let turn = 0; turn < turns + 5; turn++) {
    const caller = somewhere(),
      begun = await startSso.invoke(caller, { connectionId: id }),
      query = provider.visit(begun?.to ?? '')
    const before = provider.busy
    const time =
      (await milliseconds(async () => {
        const taken = await takeReturn.invoke(caller, { connectionId: id, query, browser: begun?.browser })
        if (taken?.kind !== 'ask') throw new Error('the way back was refused')
        await complete(caller, await acceptOidc.invoke(caller, { answered: await askProvider(taken.question) }), begun?.browser)
      })) -
      (provider.busy - before)
    const token = provider.tokens.at(-1)?.split('.') ?? [],
      checking = await milliseconds(async () => {
        verifySignature(
          'RSA-SHA256',
          Buffer.from(`${token[0]}.${token[1]}`),
          { key: provider.key.jwk as never, format: 'jwk' },
          Buffer.from(token[2] ?? '', 'base64url'),
        )
      })
    if (turn >= 5) {
      took.push(time)
      bare.push(checking)
    }
  }
  return figure('sign-in by OpenID Connect; beside the check of a signature', took, bare)
}

/** Somebody with an authenticator, at this address. @returns its secret */
async function enrolled(sql: Sql, tenant: string, address: string): Promise<Buffer> {
  const { accountId, memberId } = await addMember(sql, tenant, 'office', 'Bench person'),
    factorId = randomUUID(),
    secret = newTotpSecret()
  await sql`update identity.accounts set email = ${address} where id = ${accountId}`
  await sql`update public.members set email = ${address} where id = ${memberId}`
  await sql`insert into identity.factors (id, account_id, kind, name, secret, confirmed_at) values (${factorId}, ${accountId}, 'totp', 'Phone', ${await envelope().seal(factorCell(factorId), secret)}, now())`
  return secret
}
async function openConnection(sql: Sql, tenant: string, id: string): Promise<void> {
  await sql`update public.sso_connections set state = 'on', joins = true, default_role = 'office', email_attribute = ${email}, name_attribute = '', groups_attribute = '', provider_factor = 'attested' where tenant_id = ${tenant} and id = ${id}`
}
async function complete(caller: IdentityCaller, accepted: Accepted | undefined, browser: string | undefined): Promise<void> {
  if (accepted?.kind !== 'code') throw new Error('the provider’s answer was refused')
  demandHome(await completeSso.invoke(caller, { code: accepted.code, browser }))
}
function demandHome(answer: FlowAnswer | undefined): void {
  if (answer?.go !== 'home' || !answer.session) throw new Error(`nobody was signed in: ${answer?.go}`)
}
