// What the Compose file tells its containers to do, judged without an engine: what was only read once did not come up.
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { settingNames } from '../../lib/config.ts'
import { root } from '../support/source-tree.ts'

const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8')
const compose = read('deploy/compose.yaml')
const service = (name: string): string => new RegExp(`^ {2}${name}:\\n((?: {4}.*\\n|\\n)*)`, 'm').exec(compose)?.[1] ?? ''

describe('the image', () => {
  it('holds no secret of the machine that builds it, at whatever depth, and is not built anew when one changes', () => {
    const ignored = read('.dockerignore').split('\n')
    for (const line of ['.git', '.data', '.keys', '**/.env', '**/.env.local', 'deploy', 'node_modules']) expect(ignored).toContain(line)
  })
  it('is built by one service, and the others run that one', () => {
    expect(compose.match(/^ +build:$/gm)).toHaveLength(1)
    expect(service('app')).toMatch(/^ {4}build:\n {6}context: \.\.\n {6}dockerfile: deploy\/Dockerfile$/m)
  })
  it('asks nobody whether there is a newer npm', () => expect(read('deploy/Dockerfile')).toMatch(/^ENV .*\bNPM_CONFIG_UPDATE_NOTIFIER=false\b/m))
})

describe('the settings', () => {
  // Set by the file itself, or meaningful with a folder of the machine or a service of one's own only.
  const own = /^(PORT|DATABASE_URL(_\w+)?|PLUMBLINE_(EMBEDDED|EGRESS_ALLOW|CHECKPOINT_DIR|GEO_DATABASE))$/
  it('reach the processes, each that may be set', () => {
    for (const name of settingNames.filter((one) => !own.test(one))) expect(compose, name).toMatch(new RegExp(`^ {4}${name}: `, 'm'))
  })
  it('are the ones that the example names', () => {
    const asked = new Set([...compose.matchAll(/\$\{(\w+)/g)].map((match) => match[1]))
    expect([...read('deploy/env.example').matchAll(/^(\w+)=/gm)].map((match) => match[1]).toSorted()).toEqual([...asked].toSorted())
  })
})

it('a program that is told to stop while it starts hears it: it is not the first process', () => {
  expect(compose).toMatch(/^x-app: &app$[\s\S]*^ {2}init: true$[\s\S]*^services:$/m)
})
it('uploads wait on a volume, not in the memory that /tmp is', () => {
  expect(compose).toMatch(/^ {2}tmpfs: \[\/tmp\]$[\s\S]*^ {4}TMPDIR: \/data$/m)
  expect(service('app')).toMatch(/^ {6}- app-data:\/data$/m)
})
it('the database counts as there when its first process is the server, not the one that the image starts to make it', () => {
  expect(service('postgres')).toContain('test: ["CMD-SHELL", "grep -qx postgres /proc/1/comm && pg_isready -U plumbline -d plumbline"]')
})

describe('the backups', () => {
  const script = (/^ {6}- \|\n((?: {8}.*\n)+)/m.exec(service('backups'))?.[1] ?? '').replaceAll(/^ {8}/gm, '').replaceAll('$$', '$')
  /** Runs the loop with another `node` and `sleep`, which say what they were asked. */
  function run(node: string, sleep = 'exec /bin/sleep 60'): { output: () => string; ended: Promise<number | null>; stop: () => void } {
    const folder = mkdtempSync(join(tmpdir(), 'backups-'))
    for (const [name, text] of Object.entries({ node, sleep })) {
      writeFileSync(join(folder, name), `#!/bin/sh\necho "${name} $*"\n${text}\n`)
      chmodSync(join(folder, name), 0o755)
    }
    const child = spawn('sh', ['-c', script], {
      env: { PATH: `${folder}:/usr/bin:/bin` } as unknown as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
    onTestFinished(() => {
      spawnSync('kill', ['-9', '--', `-${child.pid}`])
      rmSync(folder, { recursive: true })
    })
    return { output: () => output, ended, stop: () => child.kill('SIGTERM') }
  }
  const until = async (is: () => boolean): Promise<void> => {
    for (let tries = 0; tries < 200 && !is(); tries++) await new Promise((resolve) => setTimeout(resolve, 20))
    expect(is()).toBe(true)
  }

  it('are made at once and every day, and a stop ends the wait without a fault', async () => {
    const loop = run('exit 0')
    await until(() => loop.output().includes('sleep'))
    expect(loop.output()).toBe('node scripts/run.mjs backup /backups --keep 30\nsleep 86400\n')
    loop.stop()
    expect(await loop.ended).toBe(0)
  })
  it('that fail are tried again soon: when the machine has just started the database may not be there yet', async () => {
    const loop = run('exit 1', 'exit 0')
    await until(() => loop.output().split('node ').length > 2)
    expect(loop.output()).toMatch(/^node .*\nThe backup failed\. .*\nsleep 900\nnode /)
  })
  it('that are under way when told to stop are finished first', async () => {
    const loop = run('/bin/sleep 0.5; echo whole')
    await until(() => loop.output().includes('node'))
    loop.stop()
    expect(await loop.ended).toBe(0)
    expect(loop.output()).toMatch(/whole\n$/)
    expect(service('backups')).toMatch(/^ {4}stop_grace_period: 10m$/m)
  })
})
