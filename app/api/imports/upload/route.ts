import { guarded, problem } from '@/app/_bind/handler.ts'
import { paths } from '@/app/_ui/paths.ts'
import { Refusal } from '@/lib/kernel/refusal.ts'
import { listMappings } from '@/lib/incentives/save-mapping.ts'
import { uploadImport } from '@/lib/incentives/upload-import.ts'
import { spoolUpload } from '@/lib/platform/http/spool-upload.ts'

/** Takes a file of up to 200 MB. A form without script is led on by a redirect; a script gets the id. */
export const POST = guarded(async (request, caller) => {
  // Asked before the body is read: who may not import sends nothing to our disk.
  await listMappings.invoke(caller, {})
  const isPage = request.headers.get('accept')?.includes('text/html') === true
  try {
    const file = await spoolUpload(request, 'file')
    try {
      const { id } = await uploadImport.invoke(caller, {
        name: file.name,
        size: file.size,
        digest: file.digest,
        isUtf8: file.isUtf8,
        head: file.head,
        body: file.body,
      })
      return isPage
        ? new Response(null, { status: 303, headers: { location: paths.import(id) } })
        : Response.json({ id }, { headers: { 'cache-control': 'no-store' } })
    } finally {
      await file.dispose()
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // Only that it was refused travels in the address: a sentence there could be anybody's.
    return isPage && error.code === 'invalid' ? new Response(null, { status: 303, headers: { location: `${paths.newImport()}?refused=yes` } }) : problem(error)
  }
})
