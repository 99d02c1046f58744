import { command } from '../access/operation.ts'
import { sha256Hex } from '../kernel/digest.ts'
import { importStatementInput } from './bank-inputs.ts'
import { prepareStatement } from './prepare-statement.ts'
import { immediateBytesMax, receive } from './receive-statement.ts'
import type { ImportOutcome } from './statement.ts'
import { storeFile } from './stored-file.ts'

/**
 * Reads what a bank sent, whatever it is: a statement or advice (camt), CSV, a status report (pain.002), ACH returns or notices of change.
 * Good lines settle or return their payouts in this transaction; the others wait in the queue with the reason. A file that is not about
 * us, or that cannot be read, changes nothing. A large one is received whole and read by the worker.
 */
export const importStatement = command({
  name: 'incentives.importStatement',
  needs: 'statement.import',
  input: importStatementInput,
  run: async (ctx, { file: { name, bytes }, ...answers }): Promise<ImportOutcome> => {
    const digest = sha256Hex(bytes)
    if (bytes.length > immediateBytesMax)
      return receive(
        ctx,
        {
          name,
          size: bytes.length,
          digest,
          head: bytes.subarray(0, 65_536),
          body: async function* () {
            yield bytes
          },
        },
        answers,
      )
    const { known, keep } = await prepareStatement(ctx, { name, bytes, digest, by: ctx.actor.memberId ?? '' }, answers)
    if (!keep) {
      ctx.unchanged('imported before')
      return { same: true, statements: [], known }
    }
    const stored = await storeFile(ctx, { name, contentType: 'application/octet-stream', purpose: 'bank statement', body: bytes })
    return { same: false, known, statements: await keep(stored.id) }
  },
})
