import { z } from 'zod'
import { alertKinds, alertStates, signInOutcomes } from '../../../db/schema/watch.ts'
import { pageInput } from '../../access/list-page.ts'

const id = z.string().max(40)
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'Write the day as YYYY-MM-DD, such as 2026-05-14.')
export const ListSignIns = z.strictObject({
  person: id.optional(),
  outcome: z.enum(signInOutcomes).optional(),
  dayFrom: day.optional(),
  dayTo: day.optional(),
  /** A network as the list shows it, or an address in it. */
  network: z.string().trim().max(50, 'This is not a network.').optional(),
  ...pageInput,
})
export const ListAlerts = z.strictObject({
  state: z.enum(alertStates).optional(),
  kind: z.enum(alertKinds).optional(),
  person: id.optional(),
  dayFrom: day.optional(),
  dayTo: day.optional(),
  ...pageInput,
})
export const AlertId = z.strictObject({ alertId: id })
export const EndAlertSession = z.strictObject({ alertId: id, eventId: z.string('Choose the session.').max(40) })
export const ResolveAlert = z.strictObject({
  alertId: id,
  note: z.string('Say what it was.').trim().min(3, 'Say what it was, in a few words.').max(500, 'A note has at most 500 characters.'),
})
const whole = (from: number, to: number, unit: string) =>
  z.int(`Write whole ${unit} from ${from} to ${to}.`).min(from, `At least ${from} ${unit}.`).max(to, `At most ${to} ${unit}.`)
export const ChangeAlertRules = z.strictObject({
  failures: whole(3, 100, 'attempts'),
  networkFailures: whole(3, 1_000, 'attempts'),
  exportRows: whole(1, 1_000_000, 'rows'),
  exportsAnHour: whole(1, 1_000, 'exports'),
})
