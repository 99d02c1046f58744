import { z } from 'zod'
import { event } from '../../access/event.ts'
import { hoursText } from '../access/access-events.ts'

const text = z.string().max(300)
export const supportGranted = event(
  'support.granted',
  'supportGrant',
  z.strictObject({ number: text, hours: z.int(), until: text, reason: text }),
  (d) => `let an operator look in for ${hoursText(d.hours)}, until ${d.until.slice(0, 16).replace('T', ' ')} UTC (${d.number}): ${d.reason}`,
)
export const supportEnded = event(
  'support.ended',
  'supportGrant',
  z.strictObject({ number: text, why: text, sessions: z.int() }),
  (d) => `ended ${d.number} before its time: ${d.why}${d.sessions > 0 ? '; the operator is out' : ''}`,
)
