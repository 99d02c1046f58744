import { z } from 'zod'
import { event } from '../../access/event.ts'
import { alertKinds } from '../../../db/schema/watch.ts'

const kind = z.enum(alertKinds)
export const kindWords: Readonly<Record<(typeof alertKinds)[number], string>> = {
  new_device: 'a new device',
  new_network: 'a new network',
  impossible_travel: 'impossible travel',
  failures: 'a burst of refused sign-ins of one person',
  network_failures: 'a burst of refused sign-ins from one network',
  big_export: 'a large export',
  many_exports: 'many exports',
}
/** What was seen stands with the events that the alert rests on: nothing of anybody is sealed here once more. */
export const alertRaised = event('alert.raised', 'alert', z.strictObject({ kind, evidence: z.int() }), (d) => `raised an alert of ${kindWords[d.kind]}`)
export const alertResolved = event('alert.resolved', 'alert', z.strictObject({ kind }), (d) => `resolved an alert of ${kindWords[d.kind]}`)
export const alertRulesChanged = event(
  'company.alert_rules_changed',
  'tenant',
  z.strictObject({ changes: z.array(z.strictObject({ field: z.string(), before: z.string(), after: z.string() })) }),
  (d) => `changed from when on alerts are raised: ${d.changes.map((c) => `${c.field} ${c.after}`).join(', ')}`,
)
