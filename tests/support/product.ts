// Starts the whole product as a person would, on directories and a port of its own, and stops it again.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../scripts/embedded-postgres.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Product {
  readonly origin: string
  readonly port: number
  readonly process: ChildProcess
  readonly dataDir: string
  readonly keysDir: string
  /** Everything it has printed so far. */
  output(): string
  /** Ends it the way an operator does. Resolves with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}
export interface ProductOptions {
  readonly folder?: string
  readonly env?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
  readonly port?: number
  readonly node?: string
  /** Runs it as this user, who must be able to read the tree. */
  readonly uid?: number
  /** A copy of this tree to run from. */
  readonly tree?: string
}

/** A scratch folder that the database server's user may enter. */
export function makeScratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-product-'))
  chmodSync(folder, 0o711)
  return folder
}
export const removeScratch = (folder: string): void => rmSync(folder, { recursive: true, force: true })

/** The environment of a fresh terminal: nothing of ours or of the test runner leaks into the product. */
export function cleanEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && !/^(PLUMBLINE_|DATABASE_URL|VITEST|NODE_|npm_|PORT$|TEST$|MODE$|PROD$|DEV$|SSR$)/.test(name),
  )
  return Object.fromEntries(kept) as Record<string, string>
}

export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const folder = options.folder ?? makeScratch()
  const port = options.port ?? (await freePort())
  const dataDir = join(folder, 'data')
  const keysDir = join(folder, 'keys')
  const env = { ...cleanEnvironment(), PORT: String(port), PLUMBLINE_DATA_DIR: dataDir, PLUMBLINE_KEYS_DIR: keysDir, ...options.env }
  const child = spawn(options.node ?? process.execPath, ['scripts/start.mjs', ...(options.args ?? [])], {
    cwd: options.tree ?? root,
    env: env as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (part: string) => (text += part))
  const product: Product = {
    origin: options.env?.['PLUMBLINE_URL'] ?? `http://localhost:${port}`,
    port,
    process: child,
    dataDir,
    keysDir,
    output: () => text,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit')
        child.kill(signal)
        await exited
      }
      return child.exitCode
    },
  }
  const deadline = performance.now() + 240_000
  while (!/^Plumbline (is ready|runs)/m.test(text)) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the product ended before it was ready:\n${text}`)
    if (performance.now() > deadline) {
      await product.stop('SIGKILL')
      throw new Error(`the product is not ready after four minutes:\n${text}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return product
}
