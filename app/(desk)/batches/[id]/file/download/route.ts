import { attachment, guarded } from '@/app/_bind/handler.ts'
import { paths } from '@/app/_ui/paths.ts'
import { downloadBatchFile } from '@/lib/incentives/download-batch-file.ts'
import { Refusal } from '@/lib/kernel/refusal.ts'

/** Posted, because a download is an act: it is recorded, counted, and asks for a factor. A refusal leads back to the dialog. */
export const POST = guarded(async (request, caller, params) => {
  const id = params['id'] ?? ''
  const code = (await request.formData()).get('factorCode')
  try {
    const file = await downloadBatchFile.invoke({ ...caller, ...(typeof code === 'string' && code.trim() !== '' ? { code: code.trim() } : {}) }, { batchId: id })
    return new Response(new Uint8Array(file.body), { headers: { ...attachment(file.fileName, file.contentType), 'x-content-digest': `sha-256=${file.digest}` } })
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === 'not_found' || error.code === 'forbidden') throw error
    return new Response(null, { status: 303, headers: { location: `${paths.batchFile(id)}?problem=${error.code}`, 'cache-control': 'no-store' } })
  }
})
