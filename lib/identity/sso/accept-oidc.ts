import { and, eq, gt } from 'drizzle-orm'
import { ssoRequests } from '../../../db/schema/sso.ts'
import { identityAct, type IdentityCtx } from '../../access/identity-act.ts'
import { sameSecret, sha256 } from '../../kernel/digest.ts'
import { encodeId } from '../../kernel/id.ts'
import { envelope } from '../../platform/keys/keys.ts'
import type { Question } from './ask-provider.ts'
import { countTry } from '../throttle.ts'
import { answerRoom, countRefused, refusedAnswers } from './answer-room.ts'
import { connectionByOutsideId, redirectUrl, type ConnectionRow } from './connection.ts'
import { clientOf, nonceOf, secretCell, verifierOf } from './oidc-client.ts'
import { AcceptOidc, TakeReturn } from './sso-inputs.ts'
import { acceptVouched, refuseAnswer, stranger, type Accepted } from './sso-outcome.ts'
import { SsoRefused } from './sso-refused.ts'
import { noSuchWay } from './start-sso.ts'

type RequestRow = typeof ssoRequests.$inferSelect
const codeLengthMax = 4_096
/**
 * A browser comes back from a provider by a link, so that its cookie comes along: the answer is looked at only in the browser that began. The row
 * of the request is gone before the provider is asked anything; of any number of answers to one request, one goes on.
 */
export const takeReturn = identityAct({
  name: 'identity.takeReturn',
  credential: 'none',
  why: 'takes the row that a provider’s answer names, once and in the browser that began; every refusal is recorded by its check',
  input: TakeReturn,
  run: async (ctx, { connectionId, query, browser }): Promise<{ readonly kind: 'ask'; readonly question: Question } | Accepted | undefined> => {
    const connection = await connectionByOutsideId(ctx, connectionId)
    if (connection?.protocol !== 'oidc') throw noSuchWay()
    const counters = await answerRoom(ctx, connection, new URLSearchParams(query).get('state') ?? undefined)
    if (!counters) return undefined
    let row: RequestRow | undefined
    try {
      const said = new URLSearchParams(query),
        state = only(said, 'state')
      ;[row] = /^_[0-9a-f]{40}$/.test(state ?? '')
        ? await ctx.db
            .select()
            .from(ssoRequests)
            .where(and(eq(ssoRequests.id, state as string), eq(ssoRequests.connectionId, connection.id), eq(ssoRequests.tenantId, connection.tenantId)))
        : []
      const question = await read(ctx, connection, said, row, browser)
      ctx.unchanged('the answer is taken; what it is worth is recorded once the provider was asked')
      return { kind: 'ask', question }
    } catch (error) {
      if (!(error instanceof SsoRefused)) throw error
      await countRefused(ctx, counters)
      return refuseAnswer(ctx, connection, error, row)
    }
  },
})
/** A part of an answer, which stands there once or not at all: of two, each side would read another one. */
function only(said: URLSearchParams, name: string): string | undefined {
  const values = said.getAll(name)
  if (values.length > 1) throw new SsoRefused('return', `${name} ${values.length} times`)
  return values[0] === '' ? undefined : values[0]
}
async function read(
  ctx: IdentityCtx,
  connection: ConnectionRow,
  said: URLSearchParams,
  row: RequestRow | undefined,
  browser: string | undefined,
): Promise<Question> {
  const [code, issuer, fault, description] = [only(said, 'code'), only(said, 'iss'), only(said, 'error'), only(said, 'error_description')]
  if (row === undefined || row.expiresAt <= ctx.now)
    throw new SsoRefused('request', row === undefined ? 'an answer to no request of ours' : 'an answer that came late')
  // Somebody who sends a person a link with an answer of their own does not sign that person in as themselves.
  if (browser === undefined || !sameSecret(sha256(browser), row.browserHash))
    throw new SsoRefused('browser', browser === undefined ? 'no cookie of ours' : 'the cookie of another sign-in')
  const [taken] = await ctx.db
    .delete(ssoRequests)
    .where(and(eq(ssoRequests.id, row.id), gt(ssoRequests.expiresAt, ctx.now)))
    .returning({ id: ssoRequests.id })
  if (!taken) throw new SsoRefused('request', 'an answer to a request that was answered')
  const { client, secret } = await ctx.inTenant(connection.tenantId, stranger, async (side) => {
    const found = await clientOf(side, connection.id)
    return {
      client: found,
      secret: found?.secret ? (await envelope().open(secretCell(connection.tenantId, found.id), found.secret)).toString('utf8') : undefined,
    }
  })
  if (!client?.clientId || secret === undefined) throw new SsoRefused('connection', 'no client is entered')
  if (issuer === undefined ? client.namesIssuer : issuer !== connection.issuer) throw new SsoRefused('answering issuer', issuer ?? 'none')
  if (fault !== undefined) throw new SsoRefused('status', description === undefined ? fault : `${fault}, ${description}`)
  if (code === undefined || code.length > codeLengthMax) throw new SsoRefused('return', code === undefined ? 'no code' : `a code of ${code.length} signs`)
  return {
    outsideId: encodeId('ssoConnection', connection.id),
    requestId: row.id,
    begun: { testId: row.testId, browserHash: row.browserHash, next: row.next },
    now: ctx.now,
    code,
    verifier: verifierOf(browser, row.id),
    nonce: nonceOf(browser, row.id),
    redirectUrl: redirectUrl(connection.id),
    trust: { connectionId: connection.id, issuer: connection.issuer, clientId: client.clientId, keysUrl: client.keysUrl, algorithms: client.algorithms },
    secret,
    proof: client.proof,
    tokenUrl: client.tokenUrl,
    userinfoUrl: client.userinfoUrl,
    emailClaim: connection.emailAttribute || 'email',
    nameClaim: connection.nameAttribute,
    groupsClaim: connection.groupsAttribute,
    wantsVerifiedEmail: client.wantsVerifiedEmail,
  }
}
/** What the provider said, verified, becomes a code for that browser, or the end of a test. */
export const acceptOidc = identityAct({
  name: 'identity.acceptOidc',
  credential: 'none',
  why: 'judges whom a provider vouched for, once it was asked; every refusal is recorded by its check',
  input: AcceptOidc,
  run: async (ctx, { answered }): Promise<Accepted | undefined> => {
    const { question, outcome } = answered,
      connection = await connectionByOutsideId(ctx, question.outsideId)
    if (connection?.protocol !== 'oidc') throw noSuchWay()
    try {
      if (outcome instanceof SsoRefused) throw outcome
      return await ctx.inTenant(connection.tenantId, stranger, (side) => acceptVouched(ctx, side, connection, outcome, question.begun))
    } catch (error) {
      if (!(error instanceof SsoRefused)) throw error
      if (error.check !== 'reach') await countTry(ctx, await refusedAnswers(ctx, connection))
      return refuseAnswer(ctx, connection, error, { id: question.requestId, testId: question.begun.testId })
    }
  },
})
