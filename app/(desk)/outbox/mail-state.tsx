import { MarkedText } from '@/app/_ui/status.tsx'
import type { MailView } from '@/lib/tenancy/console-lists.ts'

/** How far a mail has come, in words. */
export function MailState({ mail }: { mail: Pick<MailView, 'sentAt' | 'failedAt' | 'attempts' | 'error'> }) {
  if (mail.sentAt) return <MarkedText shape="disc">Handed over</MarkedText>
  if (mail.failedAt) return <MarkedText shape="triangle">Given up: {mail.error ?? 'not accepted'}</MarkedText>
  return <MarkedText shape={mail.attempts > 0 ? 'quarter' : 'ring'}>{mail.attempts > 0 ? `Tried ${mail.attempts} times` : 'Waits'}</MarkedText>
}
