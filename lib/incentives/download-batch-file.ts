import { command } from '../access/operation.ts'
import { assert } from '../kernel/assert.ts'
import { batchFileDownloaded } from './bank-events.ts'
import { batchInput } from './bank-inputs.ts'
import { loadBatch, saveBatch } from './batch.ts'
import { readStoredFile } from './stored-file.ts'

/**
 * The file as it was written at release: the same bytes each time, checked against the digest. It holds full account numbers, so it asks
 * the factor anew, as every export of personal data does; each download is recorded and counted, because a file that reaches the bank twice may be paid twice.
 */
export const downloadBatchFile = command({
  name: 'incentives.downloadBatchFile',
  needs: 'batch.download',
  stepUp: 'anew',
  input: batchInput,
  run: async (ctx, input) => {
    const batch = await loadBatch(ctx, input.batchId, 'download')
    assert(batch.fileId !== null && batch.fileDigest !== null, `the file of ${batch.number}`)
    const file = await readStoredFile(ctx, batch.fileId)
    assert(file.digest === batch.fileDigest, `the file of ${batch.number} as it was released`)
    const time = batch.downloads + 1
    await saveBatch(ctx, batch, { downloads: time })
    ctx.record(batchFileDownloaded, batch.id, { number: batch.number, file: file.name, digest: file.digest, time })
    const warning =
      time > 1 ? `This file was downloaded before. A bank that gets it twice refuses the second copy at best; make sure that it was not sent yet.` : undefined
    return { fileName: file.name, contentType: file.contentType, body: file.body, digest: file.digest, time, warning }
  },
})
