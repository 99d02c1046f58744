import { z } from 'zod'

const part = z.string().max(1_000).nullable()
/**
 * How a provider calls a person and its own session with them. A sign-out names exactly these, and `index` picks one session of several: what a
 * provider leaves out is null, and then it cannot tell its sessions apart.
 */
export const providerSession = z.object({
  subject: z.string().max(300),
  format: z.string().max(1_000),
  index: part,
  nameQualifier: part,
  spNameQualifier: part,
})
export type ProviderSession = z.infer<typeof providerSession>
