import { currencies } from '@/lib/kernel/currencies.ts'
import type { Option } from './choice.client.tsx'

/** Time zones as the machine knows them, by their IANA names. */
export const zoneOptions = (): readonly Option[] =>
  [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])].map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))
const locales = [
  'en-US',
  'en-GB',
  'en-CA',
  'en-AU',
  'en-IN',
  'de-DE',
  'de-CH',
  'fr-FR',
  'nl-NL',
  'es-ES',
  'it-IT',
  'pl-PL',
  'sv-SE',
  'nb-NO',
  'da-DK',
  'fi-FI',
  'pt-BR',
  'ja-JP',
]
/** How numbers and days may be written, each with an example of its own. */
export const localeOptions = (also?: string): readonly Option[] =>
  [...new Set([...(also === undefined ? [] : [also]), ...locales])].map((locale) => ({
    value: locale,
    label: `${new Intl.DisplayNames('en', { type: 'language' }).of(locale) ?? locale}: ${new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(1240.5)}`,
  }))
/** Currencies that can be paid out, by code and name. */
export const currencyOptions = (): readonly Option[] => {
  const names = new Intl.DisplayNames('en', { type: 'currency' })
  return [...currencies.keys()].sort().map((code) => ({ value: code, label: `${code}, ${names.of(code) ?? code}` }))
}
