// The keys that a provider publishes: asked for again after a while, or when a token names one that is not there, and never more often than that.
import { EgressRefused } from '../../platform/egress/egress-refused.ts'
import { fetchOutside } from '../../platform/egress/fetch-outside.ts'
import { readRecord } from './read-record.ts'
import type { TokenAlgorithm } from './read-discovery.ts'
import { SsoRefused } from './sso-refused.ts'

export const keysBytesMax = 262_144,
  keysSecondsMax = 600,
  keysSecondsMin = 30,
  providerMilliseconds = 5_000
const keysMax = 100,
  connectionsKept = 500,
  keyBitsMin = 2048

/** A public key as a provider publishes it; whatever else stood beside it is left out. */
export interface PublicKey {
  readonly kty: string
  readonly kid?: string
  readonly alg?: string
  readonly n?: string
  readonly e?: string
  readonly crv?: string
  readonly x?: string
  readonly y?: string
}
interface Kept {
  readonly keys: readonly PublicKey[]
  readonly at: number
}
const kept = new Map<string, Kept>()

const curves: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521', EdDSA: 'Ed25519', Ed25519: 'Ed25519' }
/** Whether a key can have signed so: of that kind, and of that name where the token names one. */
export function fits(key: PublicKey, algorithm: TokenAlgorithm, kid: string | undefined): boolean {
  if (kid !== undefined && key.kid !== kid) return false
  if (key.alg !== undefined && key.alg !== algorithm) return false
  const curve = curves[algorithm]
  if (curve === undefined) return key.kty === 'RSA' && Buffer.from(key.n ?? '', 'base64url').length * 8 >= keyBitsMin
  return key.kty === (curve === 'Ed25519' ? 'OKP' : 'EC') && key.crv === curve
}
/** @throws SsoRefused */
export function readKeySet(bytes: Uint8Array): readonly PublicKey[] {
  const listed = readRecord(bytes)?.get('keys')
  if (!Array.isArray(listed)) throw new SsoRefused('keys', 'no set of keys')
  if (listed.length > keysMax) throw new SsoRefused('keys', `${listed.length} keys`)
  return listed.flatMap((item: unknown) => {
    if (typeof item !== 'object' || item === null) return []
    const said = new Map<string, unknown>(Object.entries(item)),
      text = (name: string): string | undefined => {
        const value = said.get(name)
        return typeof value === 'string' ? value : undefined
      }
    const kty = text('kty'),
      uses = said.get('key_ops')
    // A secret that is published is none, and a private key that is published is anybody's.
    if (kty === undefined || kty === 'oct' || said.has('k') || said.has('d')) return []
    if ((said.has('use') && text('use') !== 'sig') || (uses !== undefined && !(Array.isArray(uses) && uses.includes('verify')))) return []
    return [
      Object.fromEntries(
        (['kty', 'kid', 'alg', 'n', 'e', 'crv', 'x', 'y'] as const).flatMap((name) => {
          const value = text(name)
          return value === undefined ? [] : [[name, value]]
        }),
      ) as unknown as PublicKey,
    ]
  })
}
/**
 * The one key that can have signed. A name that is not there makes us ask once more, but not within half a minute: a provider, or somebody in its
 * place, does not get us to ask at its pace.
 * @throws SsoRefused
 */
export async function keyFor(connectionId: string, keysUrl: string, algorithm: TokenAlgorithm, kid: string | undefined, now: Date): Promise<PublicKey> {
  const place = `${connectionId} ${keysUrl}`,
    have = kept.get(place),
    age = have === undefined ? Number.POSITIVE_INFINITY : Math.abs(now.getTime() - have.at) / 1000
  const isThere = have?.keys.some((key) => fits(key, algorithm, kid)) === true
  const keys = have !== undefined && (age < keysSecondsMin || (isThere && age < keysSecondsMax)) ? have.keys : await askKeys(place, keysUrl, now)
  const found = keys.filter((key) => fits(key, algorithm, kid)),
    [key] = found
  if (key === undefined) throw new SsoRefused('keys', kid === undefined ? `no key for ${algorithm}` : `no key ${kid.slice(0, 100)} for ${algorithm}`)
  if (found.length > 1)
    throw new SsoRefused('keys', kid === undefined ? 'the token names no key, and several fit' : `several keys are called ${kid.slice(0, 100)}`)
  return key
}
async function askKeys(place: string, keysUrl: string, now: Date): Promise<readonly PublicKey[]> {
  const answer = await ask(keysUrl, {})
  if (answer.status !== 200) throw new SsoRefused('keys', `the address of the keys answers ${answer.status}`)
  const keys = readKeySet(answer.body)
  if (!kept.has(place) && kept.size >= connectionsKept) kept.delete(kept.keys().next().value as string)
  kept.set(place, { keys, at: now.getTime() })
  return keys
}
/** One question to a provider, within the limits of each. @throws SsoRefused with `reach` */
export async function ask(
  url: string,
  request: { readonly method?: 'GET' | 'POST'; readonly headers?: Readonly<Record<string, string>>; readonly body?: string },
): Promise<Awaited<ReturnType<typeof fetchOutside>>> {
  try {
    return await fetchOutside(url, {
      ...request,
      headers: { accept: 'application/json', ...request.headers },
      bytesMax: keysBytesMax,
      millisecondsMax: providerMilliseconds,
    })
  } catch (error) {
    throw error instanceof EgressRefused ? new SsoRefused('reach', `${new URL(url).host}: ${error.check}`) : error
  }
}
