// The questions to a provider between its answer and our judgement. No transaction is open meanwhile: a slow provider holds nobody else up.
import type { ClientProof } from '../../../db/schema/sign-in.ts'
import { beginningOf } from '../../kernel/plain-name.ts'
import type { Vouched } from './connection.ts'
import { ask } from './oidc-keys.ts'
import { readRecord, type SentRecord } from './read-record.ts'
import type { Begun } from './sso-outcome.ts'
import { SsoRefused } from './sso-refused.ts'
import type { TokenTrust } from './signed-token.ts'
import { verifyIdToken } from './verify-id-token.ts'

/** A sign-in whose row was taken: everything that the provider is asked with. */
export interface Question {
  readonly outsideId: string
  readonly requestId: string
  readonly begun: Begun
  readonly now: Date
  readonly code: string
  readonly verifier: string
  readonly nonce: string
  readonly redirectUrl: string
  readonly trust: TokenTrust
  readonly secret: string
  readonly proof: ClientProof
  readonly tokenUrl: string
  readonly userinfoUrl: string | null
  readonly emailClaim: string
  readonly nameClaim: string
  readonly groupsClaim: string
  readonly wantsVerifiedEmail: boolean
}
/** What came of a question. Nobody but {@link askProvider} makes one, so that nothing else is taken for a provider's word. */
export class Answered {
  readonly question: Question
  readonly outcome: Vouched | SsoRefused
  constructor(question: Question, outcome: Vouched | SsoRefused) {
    this.question = question
    this.outcome = outcome
  }
}
/** Exchanges the code, judges the identity token, and asks for what is missing in it. */
export async function askProvider(question: Question): Promise<Answered> {
  try {
    const tokens = await exchange(question)
    const claims = await verifyIdToken(question.trust, tokens.idToken, {
      nonce: question.nonce,
      code: question.code,
      accessToken: tokens.accessToken,
      now: question.now,
    })
    const { emailClaim, nameClaim, groupsClaim } = question,
      isMissing = [emailClaim, nameClaim, groupsClaim].some((name) => name !== '' && !claims.has(name))
    const more: SentRecord =
      isMissing && question.userinfoUrl !== null && tokens.accessToken !== undefined
        ? await askUserinfo(question.userinfoUrl, tokens.accessToken, claims.get('sub') as string)
        : new Map()
    return new Answered(question, vouchedBy(question, claims, more))
  } catch (error) {
    if (error instanceof SsoRefused) return new Answered(question, error)
    throw error
  }
}
const isJson = (type: string | undefined): boolean => /^application\/json\s*(;|$)/i.test(type ?? '')
async function exchange({
  code,
  verifier,
  redirectUrl,
  trust,
  secret,
  proof,
  tokenUrl,
}: Question): Promise<{ readonly idToken: string; readonly accessToken: string | undefined }> {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUrl,
    code_verifier: verifier,
    ...(proof === 'post' ? { client_id: trust.clientId, client_secret: secret } : {}),
  })
  const escaped = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1)
  const authorization = proof === 'basic' ? { authorization: `Basic ${Buffer.from(`${escaped(trust.clientId)}:${escaped(secret)}`).toString('base64')}` } : {}
  const answer = await ask(tokenUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...authorization },
    body: body.toString(),
  })
  const said = isJson(answer.headers['content-type']) ? readRecord(answer.body) : undefined,
    fault = said?.get('error')
  if (answer.status !== 200)
    throw new SsoRefused('exchange', `${answer.status}${typeof fault === 'string' && /^[\w.-]{1,60}$/.test(fault) ? `, ${fault}` : ''}`)
  if (said === undefined) throw new SsoRefused('exchange', 'no record in JSON')
  const idToken = said.get('id_token'),
    accessToken = said.get('access_token'),
    type = said.get('token_type')
  if (typeof idToken !== 'string') throw new SsoRefused('exchange', 'no identity token')
  const isBearer =
    typeof accessToken === 'string' &&
    accessToken.length <= 16_384 &&
    /^[\x21-\x7e]+$/.test(accessToken) &&
    typeof type === 'string' &&
    type.toLowerCase() === 'bearer'
  if (accessToken !== undefined && !isBearer) throw new SsoRefused('exchange', 'an access token of another kind')
  return { idToken, accessToken: isBearer ? accessToken : undefined }
}
/** More about the same person, and only if it is the same (OpenID Connect Core 5.3.4: an access token of somebody else would tell of them). */
async function askUserinfo(url: string, accessToken: string, subject: string): Promise<SentRecord> {
  const answer = await ask(url, { headers: { authorization: `Bearer ${accessToken}` } })
  if (answer.status !== 200) throw new SsoRefused('userinfo', `it answers ${answer.status}`)
  const said = isJson(answer.headers['content-type']) ? readRecord(answer.body) : undefined
  if (said === undefined) throw new SsoRefused('userinfo', 'no record in JSON')
  if (said.get('sub') !== subject) throw new SsoRefused('userinfo', 'another subject, or none')
  return said
}
/** Said of the token itself and not of the person. */
const ofTheToken = new Set(['iss', 'aud', 'azp', 'exp', 'iat', 'nbf', 'nonce', 'at_hash', 'c_hash', 's_hash', 'jti', 'sub'])
/** Values of `acr` by which a provider says that a second factor was given. */
const factorContexts = new Set([
  'https://refeds.org/profile/mfa',
  'http://schemas.openid.net/pape/policies/2007/06/multi-factor',
  'phr',
  'phrh',
  'urn:okta:loa:2fa:any',
])
const namesMax = 200,
  valuesMax = 500
function textsOf(value: unknown): readonly string[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value.slice(0, valuesMax).flatMap((item: unknown) => textsOf(Array.isArray(item) ? JSON.stringify(item) : item))
  return [typeof value === 'string' ? value : JSON.stringify(value)]
}
function vouchedBy({ trust, emailClaim, wantsVerifiedEmail }: Question, claims: SentRecord, more: SentRecord): Vouched {
  const attributes = new Map<string, readonly string[]>()
  for (const [name, value] of [...claims, ...[...more].filter(([name]) => !claims.has(name))]) {
    if (ofTheToken.has(name)) continue
    if (name.length > 300 || attributes.size >= namesMax) throw new SsoRefused('attributes', 'a name that is too long, or too many claims')
    attributes.set(name, textsOf(value))
  }
  // Address and word about it come from one place: `verified` of the one says nothing about the address of the other.
  const source = claims.has(emailClaim) ? claims : more,
    verified = source.get('email_verified'),
    methods = claims.get('amr'),
    context = claims.get('acr')
  const subject = claims.get('sub') as string,
    sid = claims.get('sid')
  return {
    issuer: trust.issuer,
    subject,
    format: '',
    session: {
      subject,
      format: '',
      index: typeof sid === 'string' && sid !== '' && sid.length <= 1_000 ? sid : null,
      nameQualifier: null,
      spNameQualifier: null,
    },
    context: typeof context === 'string' ? beginningOf(context, 300) : '',
    sessionUntil: undefined,
    attributes,
    addressVerified: wantsVerifiedEmail ? emailClaim === 'email' && verified === true : verified === undefined || verified === true,
    // Of the signed token only (RFC 8176: `mfa`).
    saysFactor: (Array.isArray(methods) && methods.includes('mfa')) || (typeof context === 'string' && factorContexts.has(context)),
  }
}
