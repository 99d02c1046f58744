// What the Compose file tells its containers to do, judged without an engine: what was only read once did not come up.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
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

it('the database counts as there when its first process is the server, not the one that the image starts to make it', () => {
  expect(service('postgres')).toContain('test: ["CMD-SHELL", "grep -qx postgres /proc/1/comm && pg_isready -U plumbline -d plumbline"]')
})
