import { MarkedText } from '@/app/_ui/status.tsx'
import type { ItemState as State } from '@/lib/incentives/catalogue-item.ts'

const shapes = { offered: ['disc', 'Offered'], sold_out: ['quarter', 'Sold out'], withdrawn: ['slash', 'Withdrawn'] } as const satisfies Record<
  State,
  readonly [string, string]
>
export const ItemState = ({ state, strong }: { state: State; strong?: boolean }) => (
  <MarkedText shape={shapes[state][0]} {...(strong ? { strong } : {})}>
    {shapes[state][1]}
  </MarkedText>
)
