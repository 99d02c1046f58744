import type { Manifest } from './bundle-format.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { Hash } from './merkle.ts'
import { count, figure, type Findings } from './verify-report.ts'

/**
 * Compares the bundle with a checkpoint that was kept elsewhere. This finds what the bundle alone cannot show: a log that was cut, or
 * rewritten and sealed anew by someone who could use the key.
 */
export function compareOutside(
  outside: Checkpoint,
  checkpoints: readonly Checkpoint[],
  roots: ReadonlyMap<number, Hash>,
  manifest: Manifest,
  findings: Findings,
): void {
  const name = `your checkpoint ${figure(outside.size)} of ${outside.time}`
  const newest = checkpoints.at(-1) as Checkpoint
  const rewound =
    outside.epoch < newest.epoch
      ? `. The log was restored from a backup in between (epoch ${outside.epoch} → ${newest.epoch}): look for the event that says so`
      : ''
  if (outside.size > newest.size) {
    if (manifest.madeAt < outside.time) findings.unproven(`${name} is newer than this bundle, which ends at entry ${figure(newest.size - 1)}`)
    else
      findings.broken(
        `the tail was cut: ${name} was signed over ${count(outside.size, 'entry', 'entries')}, this bundle knows only ${figure(newest.size)}${rewound}`,
        newest.size,
      )
    return
  }
  const same = checkpoints.find(({ size }) => size === outside.size)?.root ?? roots.get(outside.size)
  if (!same) {
    findings.unproven(`${name} cannot be compared: this bundle holds no proof for that size. Ask for the bundle of all entries`)
    return
  }
  if (Buffer.compare(same, outside.root) === 0) findings.proven(`the log still begins with everything that ${name} sealed`)
  else findings.broken(`an entry below ${figure(outside.size)} was replaced after ${name} was signed${rewound}`)
}
