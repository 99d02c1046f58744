import { MarkedText } from '@/app/_ui/status.tsx'
import type { TokenState as State } from '@/lib/tenancy/scim/scim-token.ts'

const states = {
  valid: ['disc', 'Valid'],
  'ends soon': ['quarter', 'Ends soon'],
  ended: ['slash', 'Ended'],
  revoked: ['slash', 'Revoked'],
} as const satisfies Readonly<Record<State, readonly [string, string]>>
export function TokenState({ state }: { state: State }) {
  const [shape, words] = states[state]
  return <MarkedText shape={shape}>{words}</MarkedText>
}
const answers: Readonly<Record<number, string>> = {
  200: 'Done',
  201: 'Made',
  204: 'Done',
  304: 'Not changed',
  400: 'Refused',
  401: 'Refused: token',
  403: 'Refused',
  404: 'Not there',
  409: 'Refused: there already',
  412: 'Refused: changed since',
  415: 'Refused: not readable',
  429: 'Refused: too many',
  503: 'Busy',
}
/** What came of a request, with the protocol’s number. */
export const answerWords = (status: number): string => `${answers[status] ?? (status < 400 ? 'Done' : 'Refused')} (${status})`
