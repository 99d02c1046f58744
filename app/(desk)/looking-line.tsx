import { SubmitButton } from '@/app/_ui/submit.client.tsx'
import type { Desk } from '@/lib/tenancy/show-desk.ts'
import { LookedAt } from './looked-at.tsx'
import { goOut } from './operator/actions.ts'

/** The line on pages of the desk, from which an operator leaves at once. */
export function LookingLine({ desk }: { desk: Desk }) {
  return (
    <LookedAt
      desk={desk}
      leave={
        <SubmitButton action={goOut} size="small">
          Leave
        </SubmitButton>
      }
    />
  )
}
