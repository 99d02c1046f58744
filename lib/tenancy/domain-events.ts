import { z } from 'zod'
import { event } from '../access/event.ts'

const text = z.string().max(300)
const domain = { domain: text }
export const domainAdded = event('domain.added', 'domain', z.strictObject(domain), (d) => `claimed the domain ${d.domain}; it is not proven yet`)
export const domainProven = event(
  'domain.proven',
  'domain',
  z.strictObject({ ...domain, before: text }),
  (d) => `found the record that proves the domain ${d.domain}${d.before === 'failing' ? ' again' : ''}`,
)
export const domainUnproven = event('domain.unproven', 'domain', z.strictObject({ ...domain, found: text, state: text }), (d) =>
  d.state === 'lost' ? `the domain ${d.domain} is not proven any more: ${d.found}` : `looked for the record of the domain ${d.domain}: ${d.found}`,
)
export const domainRemoved = event('domain.removed', 'domain', z.strictObject({ ...domain, before: text }), (d) => `gave up the domain ${d.domain}`)
