// The browser's side of a passkey: what the server asks goes in as it came, and what the device answers goes back as one line of text.
interface Named {
  readonly id: string
  readonly type: 'public-key'
  readonly transports?: readonly string[]
}
interface AskOptions {
  readonly challenge: string
  readonly rpId: string
  readonly userVerification: 'required'
  readonly timeout: number
  readonly allowCredentials?: readonly Named[]
}
export interface MakeOptions {
  readonly challenge: string
  readonly rp: { readonly id: string; readonly name: string }
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string }
  readonly pubKeyCredParams: readonly { readonly type: 'public-key'; readonly alg: number }[]
  readonly excludeCredentials: readonly Named[]
  readonly timeout: number
  readonly attestation: 'none'
  readonly authenticatorSelection: { readonly residentKey: 'required'; readonly requireResidentKey: true; readonly userVerification: 'required' }
}
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0))
const textOf = (data: ArrayBuffer | Uint8Array): string =>
  btoa(Array.from(data instanceof Uint8Array ? data : new Uint8Array(data), (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
const named = (list: readonly Named[]): PublicKeyCredentialDescriptor[] =>
  list.map(({ id, type, transports }) => ({
    id: bytesOf(id),
    type,
    ...(transports?.length ? { transports: [...transports] as AuthenticatorTransport[] } : {}),
  }))
const seal = (answer: object): string => `passkey.${textOf(new TextEncoder().encode(JSON.stringify(answer)))}`

/** Whether this browser can do it at all; it can on an encrypted page and on this very machine only. */
export const knowsPasskeys = (): boolean =>
  typeof window !== 'undefined' && window.isSecureContext && 'credentials' in navigator && typeof PublicKeyCredential === 'function'

/** What went wrong, in a sentence for the person; whatever else is thrown says nothing to them. */
class PasskeyTold extends Error {}
const later = 'That did not work. Try again in a moment.'
/** What a person is told of a passkey that did not come about. */
export const passkeyMessage = (error: unknown): string => (error instanceof PasskeyTold ? error.message : later)
/** Takes the server's question to a passkey. @throws PasskeyTold */
export async function usePasskeyFor(response: Response): Promise<string> {
  // Where the session has ended a page comes instead of an answer.
  if (response.headers.get('content-type')?.includes('json') !== true) throw new PasskeyTold('This page has waited too long. Open it again.')
  const body = (await response.json()) as AskOptions & { title?: string }
  if (!response.ok) throw new PasskeyTold(body.title ?? later)
  const { challenge, allowCredentials, ...rest } = body
  const credential = (await told(
    navigator.credentials.get({
      publicKey: { ...rest, challenge: bytesOf(challenge), ...(allowCredentials ? { allowCredentials: named(allowCredentials) } : {}) },
    }),
  )) as PublicKeyCredential
  const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response as AuthenticatorAssertionResponse
  return seal({
    id: credential.id,
    type: credential.type,
    clientDataJSON: textOf(clientDataJSON),
    authenticatorData: textOf(authenticatorData),
    signature: textOf(signature),
    ...(userHandle?.byteLength ? { userHandle: textOf(userHandle) } : {}),
  })
}
/** Lets the device make a passkey. @throws PasskeyTold */
export async function makePasskey({ challenge, user, excludeCredentials, pubKeyCredParams, ...rest }: MakeOptions): Promise<string> {
  const credential = (await told(
    navigator.credentials.create({
      publicKey: {
        ...rest,
        pubKeyCredParams: [...pubKeyCredParams],
        challenge: bytesOf(challenge),
        user: { ...user, id: bytesOf(user.id) },
        excludeCredentials: named(excludeCredentials),
      },
    }),
  )) as PublicKeyCredential
  const response = credential.response as AuthenticatorAttestationResponse
  return seal({
    id: credential.id,
    type: credential.type,
    clientDataJSON: textOf(response.clientDataJSON),
    attestationObject: textOf(response.attestationObject),
    transports: response.getTransports?.().filter((way) => known.includes(way)) ?? [],
  })
}
const known = ['usb', 'nfc', 'ble', 'smart-card', 'hybrid', 'internal', 'cable']
async function told(asked: Promise<Credential | null>): Promise<Credential> {
  try {
    const credential = await asked
    if (credential) return credential
  } catch (error) {
    if (error instanceof DOMException && error.name === 'InvalidStateError')
      throw new PasskeyTold('This device has a passkey for you already.', { cause: error })
  }
  throw new PasskeyTold('No passkey was used: it was cancelled, took too long, or none is on this device.')
}
