import { bundleFiles } from './bundle-format.ts'
import type { Checkpoint } from './checkpoint.ts'
import { coverNodes, Frontier, type Hash } from './merkle.ts'
import { ByteReader, DamagedProof, Runs } from './runs.ts'
import { hashBytes } from './tiles.ts'
import { figure, type Findings } from './verify-report.ts'

export interface TreeSource {
  readonly leaves: AsyncIterable<Uint8Array>
  readonly proof: AsyncIterable<Uint8Array>
}
export interface TreeResult {
  /** The leaves the bundle claims to hold; undefined when the proof cannot be read to its end. */
  readonly runs: Runs | undefined
  /** The roots that the leaves give at the sizes that were asked for and could be computed. */
  readonly roots: ReadonlyMap<number, Hash>
}

/**
 * Builds the tree again from `leaves.bin` and `proof.bin` alone and keeps its root at each wanted size that it passes: those inside a
 * stretch without holes, and those where the proof happens to stop.
 */
export async function rebuildTree(source: TreeSource, sizes: Iterable<number>, findings: Findings): Promise<TreeResult> {
  const wanted = [...new Set(sizes)].sort((a, b) => a - b)
  const roots = new Map<number, Hash>()
  const frontier = new Frontier()
  const runs = new Runs()
  const leaves = new ByteReader(source.leaves),
    proof = new ByteReader(source.proof)
  let next = 0
  const look = (): void => {
    while (next < wanted.length && (wanted[next] as number) < frontier.size) next++
    if (wanted[next] === frontier.size) roots.set(frontier.size, frontier.root())
  }
  try {
    look()
    for (;;) {
      const hole = await proof.varint(),
        length = await proof.varint()
      for (const node of coverNodes(frontier.size, frontier.size + hole)) {
        frontier.append(Buffer.from(await proof.hash()), node.level)
        look()
      }
      if (length === 0) break
      for (const end = frontier.size + length; frontier.size < end;) {
        if (!leaves.has(hashBytes) && !(await leaves.fill(hashBytes))) throw new DamagedProof(`${bundleFiles.leaves} is cut short`)
        runs.add(frontier.size)
        frontier.append(leaves.take(hashBytes))
        if (frontier.size >= (wanted[next] ?? Infinity)) look()
      }
    }
    if ((await proof.fill(1)) || (await leaves.fill(1))) throw new DamagedProof('there is more in it than belongs there')
    return { runs, roots }
  } catch (error) {
    if (!(error instanceof DamagedProof)) throw error
    findings.broken(`the proof cannot be followed beyond entry ${figure(frontier.size)}: ${error.message}`)
    return { runs: undefined, roots }
  } finally {
    await leaves.close()
    await proof.close()
  }
}

/**
 * Compares computed roots with signed ones. The first checkpoint that does not fit, and the last that did, enclose the forged entry,
 * because each checkpoint signs everything before it.
 */
export function compareRoots(checkpoints: readonly Checkpoint[], roots: ReadonlyMap<number, Hash>, findings: Findings): boolean {
  let proven = 0
  for (const { size, root, time } of checkpoints) {
    const computed = roots.get(size)
    if (!computed) continue
    if (Buffer.compare(computed, root) === 0) {
      proven = size
      continue
    }
    findings.broken(
      size - proven === 1
        ? `entry ${figure(proven)} is not what checkpoint ${figure(size)} of ${time} sealed`
        : `an entry from ${figure(proven)} to ${figure(size - 1)} is not what checkpoint ${figure(size)} of ${time} sealed`,
      proven,
    )
    return false
  }
  return true
}
