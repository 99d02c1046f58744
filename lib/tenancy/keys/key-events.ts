import { z } from 'zod'
import { event } from '../../access/event.ts'

const text = z.string().max(300)
export const keyMade = event(
  'api_key.made',
  'apiKey',
  z.strictObject({ name: text, permissions: z.string().max(1_000), networks: z.string().max(2_000), until: text }),
  (d) => `made the API key ${d.name}, good until ${d.until}${d.networks === '' ? '' : ', from its own networks only'}`,
)
export const keyRevoked = event(
  'api_key.revoked',
  'apiKey',
  z.strictObject({
    name: text,
    member: text,
    why: z.enum(['by a person', 'the membership ended', 'the membership was suspended', 'the provider shut the person out']),
  }),
  (d) => `revoked the API key ${d.name} of ${d.member}${d.why === 'by a person' ? '' : `: ${d.why}`}`,
)
