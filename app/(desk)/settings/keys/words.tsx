import { MarkedText } from '@/app/_ui/status.tsx'
import type { KeyState as State } from '@/lib/tenancy/keys/api-key.ts'

const states = {
  valid: ['disc', 'Valid'],
  'ends soon': ['quarter', 'Ends soon'],
  asleep: ['ring', 'Its maker is out'],
  ended: ['slash', 'Ended'],
  revoked: ['slash', 'Revoked'],
} as const satisfies Readonly<Record<State, readonly [string, string]>>
export function KeyState({ state }: { state: State }) {
  const [shape, words] = states[state]
  return <MarkedText shape={shape}>{words}</MarkedText>
}
