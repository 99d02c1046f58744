import { beginningOf } from '../../kernel/plain-name.ts'
import type { LogoutCheck } from './logout-check.ts'
import type { OidcCheck } from './oidc-check.ts'
import type { SamlCheck } from './saml-check.ts'

export type SsoCheck = SamlCheck | OidcCheck | LogoutCheck
const mark: unique symbol = Symbol.for('plumbline.ssoRefused')
/** An answer of a provider that is not accepted. `found` says what was there, for the log and the test page; it may hold the provider's own words. */
export class SsoRefused extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && Reflect.get(value, mark) === true
  }
  readonly [mark] = true
  override readonly name = 'SsoRefused'
  readonly check: SsoCheck
  readonly found: string
  constructor(check: SsoCheck, found: string) {
    super(`${check}: ${found}`)
    this.check = check
    this.found = beginningOf(found.replaceAll(/[\s\p{Cc}\p{Cs}]+/gu, ' '), 280)
  }
}
