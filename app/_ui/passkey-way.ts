import type { PasskeyWay } from './passkey.client.tsx'

/** How a signed-in person answers by passkey where a code is asked for; undefined without one. */
export const passkeyWay = (factors: { readonly totp: number; readonly passkey: number; readonly needsPasskey: boolean }): PasskeyWay | undefined =>
  factors.passkey === 0 ? undefined : { name: 'factorCode', asker: 'session', only: factors.totp === 0 || factors.needsPasskey }
