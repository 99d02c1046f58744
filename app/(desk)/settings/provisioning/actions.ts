'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { makeScimToken, revokeScimToken } from '@/lib/tenancy/scim/scim-token.ts'

export const make = action(makeScimToken, {
  message: (made) => `${made.name} is made. Hand the token to the provider now: it is shown this once and kept as a hash.`,
})
export const revoke = action(revokeScimToken, { then: () => paths.settings('provisioning') })
