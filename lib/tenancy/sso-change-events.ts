import { z } from 'zod'
import { event } from '../access/event.ts'

const text = z.string().max(300),
  changes = z.array(z.strictObject({ field: text, before: text, after: text }))
const connection = { connection: text }
export const connectionMade = event(
  'sso.made',
  'ssoConnection',
  z.strictObject({ ...connection, issuer: text, from: z.enum(['a file', 'an address', 'values by hand', 'an issuer']), certificates: z.int() }),
  (d) => `made the connection ${d.connection} to ${d.issuer} from ${d.from}; it is not switched on`,
)
export const connectionChanged = event(
  'sso.changed',
  'ssoConnection',
  z.strictObject({ ...connection, changes }),
  (d) => `changed the connection ${d.connection}: ${d.changes.map((c) => c.field).join(', ')}`,
)
export const clientEntered = event(
  'sso.client_entered',
  'ssoConnection',
  z.strictObject({ ...connection, client: text }),
  (d) => `entered the client ${d.client} and its secret for ${d.connection}`,
)
export const connectionReread = event(
  'sso.reread',
  'ssoConnection',
  z.strictObject({ ...connection, changes }),
  (d) => `read again what ${d.connection} says of itself: ${d.changes.length === 0 ? 'nothing differs' : d.changes.map((c) => c.field).join(', ')}`,
)
export const connectionSwitched = event(
  'sso.switched',
  'ssoConnection',
  z.strictObject({ ...connection, changes }),
  (d) => `switched the connection ${d.connection} ${d.changes[0]?.after ?? ''}`,
)
export const factorAttested = event(
  'sso.factor_attested',
  'ssoConnection',
  z.strictObject({ ...connection, says: text }),
  (d) => `vouches that ${d.connection} asks everybody for a second factor: ${d.says}`,
)
export const certificateAdded = event(
  'sso.certificate_added',
  'ssoConnection',
  z.strictObject({ ...connection, fingerprint: text, until: text }),
  (d) => `added a certificate to ${d.connection}, good until ${d.until}`,
)
export const certificateRemoved = event(
  'sso.certificate_removed',
  'ssoConnection',
  z.strictObject({ ...connection, fingerprint: text }),
  (d) => `removed a certificate of ${d.connection}`,
)
export const groupsMapped = event(
  'sso.groups_mapped',
  'ssoConnection',
  z.strictObject({ ...connection, changes }),
  (d) => `changed which roles the groups of ${d.connection} mean`,
)
export const testBegun = event('sso.test_begun', 'ssoConnection', z.strictObject(connection), (d) => `began a test sign-in by ${d.connection}`)
export const logoutChanged = event(
  'sso.logout_changed',
  'ssoConnection',
  z.strictObject({ ...connection, changes }),
  (d) => `changed how a sign-out by ${d.connection} goes on: ${d.changes.map((c) => `${c.field} ${c.after}`).join(', ')}`,
)
