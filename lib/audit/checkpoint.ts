import { assert } from '../kernel/assert.ts'
import { hashBytes } from './tiles.ts'
import { signNote, type NoteSigner } from './signed-note.ts'
import type { Hash } from './merkle.ts'

/**
 * What was signed: the log of `tenant` (uuid) has `size` entries, numbered from 0, and this root. `epoch` rises when the database was
 * restored, because entries after the restored moment may then be gone.
 */
export interface Checkpoint {
  readonly tenant: string
  readonly size: number
  readonly root: Hash
  readonly epoch: number
  readonly time: string
}

/** Names the log in every checkpoint, and the key that signs for it. */
export const originOf = (tenant: string): string => `plumbline/${tenant}/audit`
const originPattern = /^plumbline\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/audit$/

/** The note text of a checkpoint: origin, size, root, then our two extension lines (C2SP tlog-checkpoint). */
export function checkpointText(checkpoint: Checkpoint): string {
  const { tenant, size, root, epoch, time } = checkpoint
  assert(Number.isSafeInteger(size) && size >= 0 && root.length === hashBytes, 'a checkpoint needs a size and a root')
  return `${originOf(tenant)}\n${size}\n${Buffer.from(root).toString('base64')}\nepoch ${epoch}\ntime ${time}\n`
}
export async function signCheckpoint(checkpoint: Checkpoint, signer: NoteSigner): Promise<string> {
  return signNote(checkpointText(checkpoint), originOf(checkpoint.tenant), signer)
}

/** Reads a note text strictly: every checkpoint has exactly one spelling. Undefined when the text is something else. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const lines = text.split('\n')
  if (lines.length !== 6) return undefined
  const [origin, size, root, epoch, time] = lines as [string, string, string, string, string, string]
  const checkpoint = {
    tenant: originPattern.exec(origin)?.[1] ?? '',
    size: Number(size),
    root: new Uint8Array(Buffer.from(root, 'base64')),
    epoch: Number(/^epoch (\d{1,9})$/.exec(epoch)?.[1] ?? NaN),
    time: /^time (\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)$/.exec(time)?.[1] ?? '',
  }
  const isWhole =
    checkpoint.tenant !== '' &&
    checkpoint.time !== '' &&
    Number.isSafeInteger(checkpoint.size) &&
    checkpoint.size >= 0 &&
    checkpoint.root.length === hashBytes &&
    Number.isSafeInteger(checkpoint.epoch)
  return isWhole && checkpointText(checkpoint) === text ? checkpoint : undefined
}
