import { MarkedText } from '@/app/_ui/status.tsx'
import type { DomainView } from '@/lib/tenancy/domains.ts'

const states = {
  pending: ['quarter', 'Not proven yet'],
  proven: ['disc', 'Proven'],
  failing: ['triangle', 'Record missing'],
  lost: ['slash', 'Not proven any more'],
  removed: ['slash', 'Removed'],
} as const
export function DomainState({ domain, strong = false }: { domain: Pick<DomainView, 'state'>; strong?: boolean }) {
  const [shape, words] = states[domain.state]
  return (
    <MarkedText shape={shape} strong={strong}>
      {words}
    </MarkedText>
  )
}
const answers = {
  found: 'The record was there.',
  other: 'There are records at this name, but none with this value.',
  none: 'There was no record. After a change it can take an hour until it is seen.',
  unanswered: 'No name server answered. It is tried again tomorrow, or now.',
  taken: 'The record is there, but another company of this installation has proven this domain. It has to give it up first, or the operator helps.',
} as const
export const answerWords = (domain: Pick<DomainView, 'answer'>): string => (domain.answer === null ? 'Nobody has looked yet.' : answers[domain.answer])
/** What the state means for people who sign in. */
export const consequenceOf = (domain: Pick<DomainView, 'state' | 'name'>): string =>
  ({
    pending: 'Until it is proven, nobody is linked by it.',
    proven: `A provider of yours may sign in people with addresses at ${domain.name}.`,
    failing: 'It still counts for three days. Publish the record again.',
    lost: 'Nobody new is linked by it. Publish the record and look again.',
    removed: 'It is not claimed any more.',
  })[domain.state]
