import { revalidatePath } from 'next/cache'
import { importedWords } from '@/app/(desk)/statements/imported-words.ts'
import { withMapping } from '@/app/(desk)/statements/statement-values.ts'
import { formValues } from '@/app/_bind/form-values.ts'
import { guarded } from '@/app/_bind/handler.ts'
import { importStatement } from '@/lib/incentives/import-statement.ts'
import { Refusal } from '@/lib/kernel/refusal.ts'
import { spoolUpload } from '@/lib/platform/http/spool-upload.ts'
import { showDesk } from '@/lib/tenancy/show-desk.ts'

/** Takes what a bank sent, up to 50 MB: to disk first, so that a slow line holds no memory and no transaction. */
export const POST = guarded(async (request, caller) => {
  // Asked before the body is read: who may not import sends nothing to our disk.
  if ((await showDesk.invoke(caller, {})).reaches['statement.import'] !== 'all') throw new Refusal('forbidden', 'Your role does not import bank statements.')
  const file = await spoolUpload(request, 'file')
  try {
    const typed = new FormData(), pieces: Uint8Array[] = []
    for (const [name, value] of file.fields) typed.append(name, value)
    for await (const piece of file.body()) pieces.push(piece)
    const outcome = await importStatement.invoke(caller, { ...withMapping(await formValues(typed)), file: { name: file.name, type: '', bytes: new Uint8Array(Buffer.concat(pieces)) } })
    revalidatePath('/', 'layout')
    return Response.json({ message: importedWords(outcome) }, { headers: { 'cache-control': 'no-store' } })
  } finally {
    await file.dispose()
  }
})
