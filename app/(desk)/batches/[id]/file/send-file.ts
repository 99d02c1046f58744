import { postedForm } from '@/app/_bind/form-values.ts'
import { attachment, guarded } from '@/app/_bind/handler.ts'
import { paths } from '@/app/_ui/paths.ts'
import type { Operation } from '@/lib/access/operation.ts'
import { Refusal } from '@/lib/kernel/refusal.ts'

interface FileToSend {
  readonly fileName: string
  readonly contentType: string
  readonly body: Uint8Array
}
/**
 * A file as the answer to a posted form. Posted, because handing it out is an act: it is recorded and asks for a factor. A refusal leads
 * back to the dialog, which says what was wrong.
 */
export const sendFile = <O extends FileToSend>(operation: Operation<never, O> | Operation<{ batchId: string }, O>) =>
  guarded(async (request, caller, params) => {
    const id = params['id'] ?? ''
    const code = (await postedForm(request)).get('factorCode')
    try {
      const file = await operation.invoke({ ...caller, ...(typeof code === 'string' && code.trim() !== '' ? { code: code.trim() } : {}) }, { batchId: id })
      return new Response(new Uint8Array(file.body), { headers: attachment(file.fileName, file.contentType) })
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === 'not_found' || error.code === 'forbidden') throw error
      return new Response(null, { status: 303, headers: { location: `${paths.batchFile(id)}?problem=${error.code}`, 'cache-control': 'no-store' } })
    }
  })
