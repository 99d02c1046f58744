import { revalidatePath } from 'next/cache'
import { importedWords } from '@/app/(desk)/statements/imported-words.ts'
import { withMapping } from '@/app/(desk)/statements/statement-values.ts'
import { formValues } from '@/app/_bind/form-values.ts'
import { guarded } from '@/app/_bind/handler.ts'
import { importStatement } from '@/lib/incentives/import-statement.ts'
import { immediateBytesMax, receiveStatement } from '@/lib/incentives/receive-statement.ts'
import { Refusal } from '@/lib/kernel/refusal.ts'
import { spoolUpload, type SpooledFile } from '@/lib/platform/http/spool-upload.ts'
import { showDesk } from '@/lib/tenancy/show-desk.ts'

const named = ({ id, number }: { readonly id: string; readonly number: string }) => ({ id, number })
async function whole(file: SpooledFile): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of file.body()) pieces.push(piece)
  return new Uint8Array(Buffer.concat(pieces))
}
/** Takes what a bank sent, up to 50 MB: to disk first, so that a slow line holds no memory and no transaction. A large file is read by the worker. */
export const POST = guarded(async (request, caller) => {
  // Asked before the body is read: who may not import sends nothing to our disk.
  if ((await showDesk.invoke(caller, {})).reaches['statement.import'] !== 'all') throw new Refusal('forbidden', 'Your role does not import bank statements.')
  const file = await spoolUpload(request, 'file')
  try {
    const typed = new FormData()
    for (const [name, value] of file.fields) typed.append(name, value)
    const answers = withMapping(await formValues(typed)),
      { name, size, digest, head, body } = file
    const outcome =
      size > immediateBytesMax
        ? await receiveStatement.invoke(caller, { ...answers, name, size, digest, head, body })
        : await importStatement.invoke(caller, { ...answers, file: { name, type: '', bytes: await whole(file) } })
    revalidatePath('/', 'layout')
    return Response.json(
      {
        message: importedWords(outcome),
        statements: outcome.statements.map(named),
        known: outcome.known.map(named),
        ...(outcome.reading !== undefined && { reading: outcome.reading }),
      },
      { headers: { 'cache-control': 'no-store' } },
    )
  } finally {
    await file.dispose()
  }
})
