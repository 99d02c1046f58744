// A run of the checks leaves nothing in the system's temporary folder, whichever way it ends.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { root } from '../support/source-tree.ts'

/** A run that fills its folder, says where it lies, and then ends as the text says; it knows nothing of this run's folder. */
async function run(ending: string): Promise<{ outer: string; inner: string; kill: (signal: NodeJS.Signals) => boolean; ended: Promise<unknown> }> {
  const outer = join(mkdtempSync(join(tmpdir(), 'outer-')), 'system')
  mkdirSync(outer)
  const text = `import { ownTemporaryFolder } from ${JSON.stringify(`${root}scripts/own-temporary-folder.mjs`)}
    import { mkdtempSync, writeFileSync } from 'node:fs'
    import { tmpdir } from 'node:os'
    const folder = ownTemporaryFolder()
    writeFileSync(mkdtempSync(tmpdir() + '/left-') + '/file', 'left')
    if (ownTemporaryFolder().path !== folder.path) throw new Error('a run inside a run has the folder of the outer one')
    console.log(tmpdir())
    ${ending}`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', text], {
    env: { ...process.env, TMPDIR: outer },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit'),
    [said] = (await once(child.stdout, 'data')) as [Buffer]
  return { outer, inner: said.toString().trim(), kill: (signal) => child.kill(signal), ended }
}
/** Waits as long as the test may take: removing follows the end of the run, and when is the machine's affair. */
async function gone(path: string): Promise<void> {
  while (existsSync(path)) await delay(20)
}

test('this run has one of its own, into which users of other names may write', () => {
  expect(basename(tmpdir())).toMatch(/^plumb-\w{6}$/)
  expect(statSync(tmpdir()).mode & 0o7777).toBe(0o1777)
})
test('every configuration of vitest sets it up first', () => {
  const names = readdirSync(root).filter((name) => /^vitest\..*config\.ts$|^vitest\.config\.ts$/.test(name))
  expect(names.length).toBe(3)
  for (const name of names) expect(readFileSync(root + name, 'utf8'), name).toContain("globalSetup: ['tests/support/temporary-folder.ts', ")
})
test('a run that ends in peace has removed it', async () => {
  const { outer, inner, ended } = await run('await folder.remove(); console.log(process.env.TMPDIR)')
  expect(dirname(inner)).toBe(outer)
  await ended
  expect(readdirSync(outer)).toEqual([])
})
test.each(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const)('a run that is ended by %s leaves nothing', async (signal) => {
  const { outer, inner, kill, ended } = await run('setInterval(() => {}, 1000)')
  expect(existsSync(inner)).toBe(true)
  kill(signal)
  await ended
  await gone(inner)
  expect(readdirSync(outer)).toEqual([])
})
test('a run that ends by an error of its own leaves nothing', async () => {
  const { outer, inner, ended } = await run('process.exit(3)')
  await ended
  await gone(inner)
  expect(readdirSync(outer)).toEqual([])
})
