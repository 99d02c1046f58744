import { guarded } from '@/app/_bind/handler.ts'
import { listWaiting } from '@/lib/incentives/list-waiting.ts'

/** How much waits, by kind: what the counts in the sidebar show. Asked after each page, so that no page waits for it. */
export const GET = guarded(async (_request, caller) => {
  const { items } = await listWaiting.invoke(caller, {})
  return Response.json(Object.fromEntries(items.map((item) => [item.kind, item.count])), { headers: { 'cache-control': 'private, no-store' } })
})
