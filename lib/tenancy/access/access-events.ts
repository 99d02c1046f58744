import { z } from 'zod'
import { event } from '../../access/event.ts'

const text = z.string().max(300),
  about = { number: text, member: text, what: z.string().max(2_500) }
const may = z.string().max(8_000)
export const accessAsked = event(
  'access_request.asked',
  'accessRequest',
  z.strictObject({ ...about, may, hours: z.int(), reason: text }),
  (d) => `asked for ${d.what} for ${hoursText(d.hours)} (${d.number}): ${d.reason}`,
)
export const accessApproved = event(
  'access_request.approved',
  'accessRequest',
  z.strictObject({ ...about, may, hours: z.int(), until: text }),
  (d) => `gave ${d.member} ${d.what} until ${d.until.slice(0, 16).replace('T', ' ')} UTC, on ${d.number}`,
)
export const accessRefused = event(
  'access_request.refused',
  'accessRequest',
  z.strictObject({ ...about, reason: text }),
  (d) => `refused ${d.member} ${d.what} (${d.number}): ${d.reason}`,
)
export const accessWithdrawn = event(
  'access_request.withdrawn',
  'accessRequest',
  z.strictObject({ ...about, why: text }),
  (d) => `took back ${d.number} of ${d.member}: ${d.why}`,
)
export const accessEnded = event(
  'access_request.ended',
  'accessRequest',
  z.strictObject({ ...about, why: text }),
  (d) => `ended ${d.what} of ${d.member} before its time (${d.number}): ${d.why}`,
)
export const accessExpired = event(
  'access_request.expired',
  'accessRequest',
  z.strictObject(about),
  (d) => `let ${d.what} of ${d.member} run out (${d.number})`,
)

/** `2 days`, `36 hours`. */
export const hoursText = (hours: number): string =>
  hours % 24 === 0 ? `${hours / 24} ${hours === 24 ? 'day' : 'days'}` : `${hours} ${hours === 1 ? 'hour' : 'hours'}`
