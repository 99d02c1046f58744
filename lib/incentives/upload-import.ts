import { imports } from '../../db/schema/work.ts'
import { command } from '../access/operation.ts'
import { encodeId, newUuid } from '../kernel/id.ts'
import { Refusal } from '../kernel/refusal.ts'
import { sniff } from './import/sniff.ts'
import type { Reading } from './import.ts'
import { storeStream } from './stored-file.ts'
import { importUploaded } from './work-events.ts'
import { UploadImport } from './work-inputs.ts'

/** Files that are no tables, by their first bytes: what people choose by mistake, with the way out. */
const others: readonly (readonly [string, string])[] = [
  ['PK\u0003\u0004', 'This is a spreadsheet or a zip archive, not a CSV file. Open it and save the sheet as “CSV UTF-8”.'],
  ['\u00d0\u00cf\u0011\u00e0', 'This is an old Excel workbook, not a CSV file. Open it and save the sheet as “CSV UTF-8”.'],
  ['%PDF', 'This is a PDF, not a CSV file. Export the table as CSV from the system that it comes from.'],
  ['\u001f\u008b', 'This file is compressed. Unpack it and upload the CSV file inside.'],
]

/** Takes a file in: kept whole and sealed, read for its encoding, delimiter and header. Nothing of it counts before it is mapped and imported. */
export const uploadImport = command({
  name: 'incentives.uploadImport',
  needs: 'work.record',
  input: UploadImport,
  run: async (ctx, input) => {
    const start = Buffer.from(input.head.subarray(0, 8)).toString('latin1')
    const other = others.find(([magic]) => start.startsWith(magic))
    if (other) throw new Refusal('invalid', other[1], { file: other[1] })
    const found = sniff(input.head, input.isUtf8)
    const reading: Reading = {
      encoding: found.encoding,
      proposed: found.encoding,
      delimiter: found.delimiter,
      skip: found.skip,
      hasHeader: found.hasHeader,
      isUtf8: input.isUtf8,
    }
    const file = await storeStream(ctx, { name: input.name, contentType: 'text/csv', purpose: 'import', size: input.size, digest: input.digest }, input.body())
    const id = newUuid(ctx.now),
      number = await ctx.number('import')
    await ctx.tx
      .insert(imports)
      .values({
        id,
        number,
        fileId: file.id,
        fileName: input.name,
        digest: input.digest,
        state: 'uploaded',
        reading,
        startedBy: ctx.actor.memberId as string,
        createdAt: ctx.now,
        updatedAt: ctx.now,
      })
    ctx.record(importUploaded, id, { number, file: input.name, bytes: input.size, digest: input.digest })
    return { id: encodeId('import', id), number }
  },
})
