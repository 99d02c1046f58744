import type { ClientProof } from '../../../db/schema/sign-in.ts'
import { config } from '../../config.ts'
import { EgressRefused } from '../../platform/egress/egress-refused.ts'
import { fetchOutside } from '../../platform/egress/fetch-outside.ts'
import { judgeUrl } from '../../platform/egress/judge-url.ts'
import { readRecord } from './read-record.ts'

/** A sentence for the person who entered the issuer. It never holds what was answered. */
export class DiscoveryFault extends Error {
  override readonly name = 'DiscoveryFault'
}
export const discoveryBytesMax = 262_144,
  discoveryMilliseconds = 8_000
/** What identity tokens may be signed with: public keys only, so that nobody signs with what is published; and never nothing. */
export const tokenAlgorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const
export type TokenAlgorithm = (typeof tokenAlgorithms)[number]
/** What an OpenID provider says of itself, as far as it is used. */
export interface Discovery {
  readonly issuer: string
  readonly authorizationUrl: string
  readonly tokenUrl: string
  readonly keysUrl: string
  readonly userinfoUrl: string | null
  /** Where people sign out there (OpenID Connect RP-Initiated Logout); null where it names no address that can be used. */
  readonly logoutUrl: string | null
  readonly algorithms: readonly TokenAlgorithm[]
  readonly proof: ClientProof
  readonly namesIssuer: boolean
  readonly offersGroups: boolean
  /** Whether it says that it tells of sign-outs (OpenID Connect Back-Channel Logout). */
  readonly tellsSignOuts: boolean
}

/** The issuer as typed, which is compared byte by byte from here on. @throws DiscoveryFault */
export function readIssuer(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || text.length > 500 || url.search !== '' || url.hash !== '' || /[?#\s\\\p{Cc}]/u.test(text))
    throw new DiscoveryFault('Enter the issuer as the provider shows it, such as https://login.example.com/tenant, without a question mark.')
  demandAddress(text, 'The issuer')
  return text
}
function demandAddress(text: string, what: string): string {
  try {
    return judgeUrl(text, config().egressAllow).url.href
  } catch (error) {
    throw error instanceof EgressRefused ? new DiscoveryFault(`${what} cannot be used. ${error.message}`) : error
  }
}
/** An address that nothing but signing out needs: one that cannot be used is none, and keeps nobody from signing in. */
function usable(value: unknown): string | null {
  try {
    return typeof value === 'string' ? judgeUrl(value, config().egressAllow).url.href : null
  } catch (error) {
    if (error instanceof EgressRefused) return null
    throw error
  }
}
/** Asks the provider, and reads what it answers. @throws DiscoveryFault */
export async function discover(issuer: string): Promise<Discovery> {
  const address = `${readIssuer(issuer).replace(/\/$/, '')}/.well-known/openid-configuration`
  try {
    const answer = await fetchOutside(address, { headers: { accept: 'application/json' }, bytesMax: discoveryBytesMax, millisecondsMax: discoveryMilliseconds })
    if (answer.status !== 200)
      throw new DiscoveryFault(
        `${address.slice(0, 200)} answers ${answer.status}. Compare the issuer with what the provider shows; perhaps a part of its path is missing.`,
      )
    return readDiscovery(answer.body, issuer)
  } catch (error) {
    throw error instanceof EgressRefused ? new DiscoveryFault(error.message) : error
  }
}
const textsIn = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : undefined
/** @throws DiscoveryFault */
export function readDiscovery(bytes: Uint8Array, issuer: string): Discovery {
  const said = readRecord(bytes)
  if (said === undefined)
    throw new DiscoveryFault('There is something at that address, but it is not what a provider says of itself (OpenID Connect discovery).')
  const address = (name: string, what: string): string => {
    const value = said.get(name)
    if (typeof value !== 'string') throw new DiscoveryFault(`The provider does not say ${what} (${name}).`)
    return demandAddress(value, `What the provider says as ${what}`)
  }
  // The mix-up of a provider with another's name begins here: the two have to be the same, letter by letter.
  if (said.get('issuer') !== issuer)
    throw new DiscoveryFault(
      'The provider calls itself otherwise. Enter the issuer exactly as it shows it, with or without a slash at the end, and not one that stands for many companies.',
    )
  const types = textsIn(said.get('response_types_supported')),
    methods = textsIn(said.get('code_challenge_methods_supported')),
    offered = textsIn(said.get('id_token_signing_alg_values_supported')) ?? ['RS256'],
    proofs = textsIn(said.get('token_endpoint_auth_methods_supported')) ?? ['client_secret_basic']
  if (types !== undefined && !types.includes('code')) throw new DiscoveryFault('The provider does not offer the flow by code.')
  if (methods !== undefined && !methods.includes('S256')) throw new DiscoveryFault('The provider does not offer a proof of the code by S256 (PKCE).')
  const algorithms = tokenAlgorithms.filter((algorithm) => offered.includes(algorithm))
  if (algorithms.length === 0)
    throw new DiscoveryFault('The provider signs identity tokens in no way that is accepted. Choose RS256, PS256, ES256 or EdDSA there.')
  // Some refuse a secret whose signs are escaped, as the header asks for; so the body, where it may be.
  const proof = proofs.includes('client_secret_post') ? 'post' : proofs.includes('client_secret_basic') ? 'basic' : undefined
  if (proof === undefined) throw new DiscoveryFault('The provider does not take a client secret. Allow client_secret_post or client_secret_basic there.')
  return {
    issuer,
    authorizationUrl: address('authorization_endpoint', 'where people sign in'),
    tokenUrl: address('token_endpoint', 'where a code is exchanged'),
    keysUrl: address('jwks_uri', 'where its keys are'),
    userinfoUrl: said.get('userinfo_endpoint') === undefined ? null : address('userinfo_endpoint', 'where it tells of a person'),
    logoutUrl: usable(said.get('end_session_endpoint')),
    algorithms,
    proof,
    namesIssuer: said.get('authorization_response_iss_parameter_supported') === true,
    offersGroups: textsIn(said.get('scopes_supported'))?.includes('groups') === true,
    tellsSignOuts: said.get('backchannel_logout_supported') === true,
  }
}
