import { command } from '../access/operation.ts'
import { notFound } from '../kernel/refusal.ts'
import { proofTaken } from './award-events.ts'
import { ShowAward } from './program-inputs.ts'
import { loadAward } from './reachable-awards.ts'
import { readStoredFile } from './stored-file.ts'

/** The attached proof, as a download. A command, because a file leaves: it is recorded who took it, and whoever only looks takes none. */
export const takeProof = command({
  name: 'incentives.takeProof',
  needs: 'award.read',
  input: ShowAward,
  run: async (ctx, { id }) => {
    const award = await loadAward(ctx, id)
    if (!award.proofFileId) throw notFound('proof')
    const file = await readStoredFile(ctx, award.proofFileId)
    ctx.record(proofTaken, award.id, { number: award.number, file: file.name })
    return file
  },
})
