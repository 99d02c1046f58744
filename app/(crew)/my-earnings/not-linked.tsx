import { Empty } from '@/app/_ui/empty.tsx'
import { Copyable } from '@/app/_ui/copyable.client.tsx'

/** Signed in, but not known as somebody who earns: says who mends it and what to tell them. */
export function NotLinked({ person }: { person: { name: string; email: string } }) {
  return (
    <Empty.Yet title="Your account is not linked to a payee yet." act={<Copyable text={person.email} label="Copy your address" />}>
      Ask the office to open your name under Payees and link it to {person.name}, {person.email}. What you have earned until then is not lost; it appears here
      at once.
    </Empty.Yet>
  )
}
