// A temporary folder for one run of the checks: whatever the run and its children put into "the temporary folder" lies in it, and goes with it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

// Short, because a browser puts a socket into it, whose whole path may have a hundred characters.
const prefix = 'plumb-'
/**
 * Removes the folder once the pipe to it closes, which is when the run has ended in any way, `kill -9` and Ctrl-C included. Something that
 * the run had started may still be writing while it ends, so that removing is tried for a minute.
 */
const remover = 'trap "" TERM INT HUP; cat >/dev/null; tries=0; until rm -rf "$1" 2>/dev/null || [ $tries -ge 60 ]; do tries=$((tries + 1)); sleep 1; done'

/**
 * Makes the folder and names it in this process's environment, from which its children have it. A run inside such a run keeps the outer one's.
 * @returns {{ path: string, remove: () => Promise<void> }}
 */
export function ownTemporaryFolder() {
  if (basename(tmpdir()).startsWith(prefix)) return { path: tmpdir(), remove: async () => {} }
  const before = process.env.TMPDIR
  const path = mkdtempSync(join(tmpdir(), prefix))
  // As the system's own is: the database server and some proofs run under users of their own.
  chmodSync(path, 0o1777)
  process.env.TMPDIR = path
  const child = spawn('/bin/sh', ['-c', remover, 'plumbline-remover', path], { cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  child.unref()
  return {
    path,
    remove: async () => {
      if (before === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = before
      child.ref()
      const ended = once(child, 'exit')
      child.stdin.end()
      await ended
    },
  }
}
