// Brings node_modules to what the lockfile says, with nothing but Node: a fresh clone has no dependency to lean on.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** npm hands its own settings to the scripts it runs; a nested npm would obey them (such as leaving out development packages). */
export function cleanEnvironment(env = process.env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^npm_(lifecycle|package|config)_/i.test(name) && name !== 'INIT_CWD'))
}

/** True when every package of the lockfile that this platform must have is installed in its version. */
export function isInstalled(folder = root) {
  const installedFile = `${folder}/node_modules/.package-lock.json`
  if (!existsSync(installedFile)) return false
  const wanted = JSON.parse(readFileSync(`${folder}/package-lock.json`, 'utf8')).packages
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.link) return true
    const found = installed[path]
    if (found === undefined) return entry.optional === true || entry.devOptional === true || entry.peer === true
    return found.version === entry.version && existsSync(`${folder}/${path}/package.json`)
  })
}

/** Installs when needed; ends the process with npm's own exit code when that fails. */
export function install() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Plumbline needs Node 20.19 or newer, and this is ${process.versions.node}. Install Node 24 LTS.`)
    process.exit(1)
  }
  if (isInstalled()) return
  console.log('Installing packages (the first time takes a minute) …')
  const npm = process.env.npm_execpath
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []]
  const done = spawnSync(command, [...first, 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'], {
    cwd: root,
    env: cleanEnvironment(),
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (done.status !== 0) {
    console.error('Installing the packages failed; the lines above say why.')
    process.exit(done.status ?? 1)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) install()
