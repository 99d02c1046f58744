// Verifying a provider's word of a sign-out may mean asking for its keys. No transaction is open meanwhile: a slow provider holds nobody else up.
import { SsoRefused } from './sso-refused.ts'
import type { TokenTrust } from './signed-token.ts'
import { verifyLogoutToken, type ToldSignOut } from './verify-logout-token.ts'

/** A token as it came, to a connection that takes sign-outs. */
export interface SignOutQuestion {
  readonly outsideId: string
  readonly trust: TokenTrust
  readonly token: string
  readonly now: Date
}
/** What a token came to. Nobody but {@link hearSignOut} makes one, so that nothing else is taken for a provider's word. */
export class HeardSignOut {
  readonly outsideId: string
  readonly outcome: ToldSignOut | SsoRefused
  constructor(outsideId: string, outcome: ToldSignOut | SsoRefused) {
    this.outsideId = outsideId
    this.outcome = outcome
  }
}
export async function hearSignOut({ outsideId, trust, token, now }: SignOutQuestion): Promise<HeardSignOut> {
  try {
    return new HeardSignOut(outsideId, await verifyLogoutToken(trust, token, now))
  } catch (error) {
    if (error instanceof SsoRefused) return new HeardSignOut(outsideId, error)
    throw error
  }
}
