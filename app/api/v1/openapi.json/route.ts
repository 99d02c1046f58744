import { config } from '@/lib/config.ts'
import { openApiDocument } from '@/lib/api/document.ts'
import { sha256Hex } from '@/lib/kernel/digest.ts'

let kept: { readonly origin: string; readonly text: string; readonly tag: string } | undefined
/** The same for everyone, and nothing of anybody: what the product can do stands in its documentation too. */
export function GET(request: Request): Response {
  const origin = config().origins[0] ?? ''
  if (kept?.origin !== origin) { const text = JSON.stringify(openApiDocument(origin)); kept = { origin, text, tag: `"${sha256Hex(text).slice(0, 32)}"` } }
  const headers = { etag: kept.tag, 'cache-control': 'no-cache' }
  return request.headers.get('if-none-match') === kept.tag ? new Response(null, { status: 304, headers }) : new Response(kept.text, { headers: { ...headers, 'content-type': 'application/json; charset=utf-8' } })
}
