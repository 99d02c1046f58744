import type { IdentityOperation } from '../access/identity-act.ts'
import type { Operation } from '../access/operation.ts'
import { setAppearance } from './set-appearance.ts'

/** Acts on accounts, credentials and sessions. */
export const identityActs: readonly IdentityOperation<unknown, unknown>[] = [setAppearance]
/** Acts of a signed-in member on own sessions and factors, inside a tenant. */
export const operations: readonly Operation<unknown, unknown>[] = []
