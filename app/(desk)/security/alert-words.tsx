import { countText, numberText } from '@/app/_ui/format.ts'
import type { Place } from '@/app/_ui/place.ts'
import type { AlertRules } from '@/lib/tenancy/watch/alert-rules.ts'
import type { Journey } from '@/lib/tenancy/watch/journey.ts'
import type { AlertRow } from '@/lib/tenancy/watch/list-alerts.ts'

export const alertTitles: Readonly<Record<AlertRow['kind'], string>> = {
  new_device: 'New device',
  new_network: 'New network',
  impossible_travel: 'Impossible travel',
  failures: 'Burst of refusals, one person',
  network_failures: 'Burst of refusals, one network',
  big_export: 'Large export',
  many_exports: 'Many exports',
}
/** Why it was raised, as a sentence. */
export function alertSentence(kind: AlertRow['kind'], who: string, rules: AlertRules, place: Place): string {
  switch (kind) {
    case 'new_device':
      return `${who} signed in from a device with which they had not come in for 90 days.`
    case 'new_network':
      return `${who} signed in from a network from which they had not come in for 90 days.`
    case 'impossible_travel':
      return `${who} signed in at two places farther apart than anybody travels in that time.`
    case 'failures':
      return `Sign-ins of ${who} were refused again and again within 15 minutes; ${countText(rules.failures, 'time is', place, 'times are')} enough for an alert.`
    case 'network_failures':
      return `Sign-ins from one network were refused again and again within 15 minutes; ${countText(rules.networkFailures, 'time is', place, 'times are')} enough for an alert.`
    case 'big_export':
      return `${who} took a file of many rows; ${countText(rules.exportRows, 'row is', place, 'rows are')} enough for an alert.`
    case 'many_exports':
      return `${who} took more than ${countText(rules.exportsAnHour, 'export', place)} within an hour.`
  }
}
/** How far and how fast, as a sentence. */
export function journeySentence({ km, hours, speed }: Journey, place: Place): string {
  const far = `${numberText(Math.round(km), place)} km`
  if (!Number.isFinite(speed)) return `${far} apart at the same moment.`
  const minutes = Math.round(hours * 60),
    time = hours >= 2 ? `${numberText(Math.round(hours * 10) / 10, place)} hours` : minutes < 1 ? 'less than a minute' : countText(minutes, 'minute', place)
  return `${far} apart within ${time}: ${numberText(Math.round(speed), place)} km/h.`
}
