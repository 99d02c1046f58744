import { attachment, guarded, streamed } from '@/app/_bind/handler.ts'
import { streamExport } from '@/lib/audit/stream-export.ts'

/** The download behind a request that was confirmed with a second factor. */
export const GET = guarded(async (request, caller, { id = '' }) => {
  const { body, fileName, contentType } = await streamExport(caller, id, request.signal)
  return streamed(body, attachment(fileName, contentType), request)
})
