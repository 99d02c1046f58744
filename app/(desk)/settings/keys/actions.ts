'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { makeApiKey, revokeApiKey } from '@/lib/tenancy/keys/api-key.ts'

export const make = action(makeApiKey, {
  message: (made) => `${made.name} is made. Hand the key to its program now: it is shown this once and kept as a hash.`,
})
export const revoke = action(revokeApiKey, { then: () => paths.settings('keys') })
