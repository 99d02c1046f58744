import { busyDigest, floodDigest } from '@/app/_ui/busy.ts'
import { Refusal } from '@/lib/kernel/refusal.ts'
import { notePageRefused } from '@/lib/platform/http/refused-pages.ts'
import { place } from './caller.ts'

/**
 * What a page throws when it was refused for now. The framework hides what was thrown but for its digest, by which the page that is shown
 * instead knows that waiting helps; and it answers 500, which our server corrects by what is noted here.
 */
export async function told(error: unknown): Promise<unknown> {
  if (!(error instanceof Refusal) || (error.code !== 'unavailable' && error.code !== 'too_many')) return error
  notePageRefused((await place()).requestId, error.code, error.retryAfterSeconds)
  return Object.assign(error, { digest: error.code === 'too_many' ? floodDigest : busyDigest })
}
