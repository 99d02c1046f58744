import { MarkedText } from '@/app/_ui/status.tsx'

const states = { draft: ['quarter', 'Not switched on yet'], on: ['disc', 'On'], off: ['slash', 'Off'] } as const
export function ConnectionState({ connection, strong = false }: { connection: { readonly state: keyof typeof states }; strong?: boolean }) {
  const [shape, words] = states[connection.state]
  return (
    <MarkedText shape={shape} strong={strong}>
      {words}
    </MarkedText>
  )
}
export const factorChoices = [
  { value: 'never', label: 'Ours follows each time' },
  { value: 'asserted', label: 'It counts when the provider’s answer says so' },
  { value: 'attested', label: 'It counts always, because I vouch for it' },
] as const
export const factorWords = Object.fromEntries(factorChoices.map(({ value, label }) => [value, label])) as Readonly<
  Record<(typeof factorChoices)[number]['value'], string>
>
export const certificateWords = { valid: 'valid', 'ends soon': 'ends soon', ended: 'ended', ahead: 'valid later' } as const
