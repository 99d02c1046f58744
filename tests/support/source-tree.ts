import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export interface SourceFile { readonly path: string; readonly text: string }
const skipped = /^(node_modules|\.next|\.build|\.data|\.keys|drizzle\/meta)\//

let cached: SourceFile[] | undefined
/** Every text file of the repository that git knows or would add. */
export function sourceTree(): SourceFile[] {
  cached ??= execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 }).split('\0')
    .filter((path) => path !== '' && !skipped.test(path) && /\.(ts|tsx|mjs|js|css|sql|md|json|txt|tsv|yaml|yml|toml)$|^\.ci\/run$|Caddyfile|Dockerfile/.test(path))
    .flatMap((path) => { try { return [{ path, text: readFileSync(root + path, 'utf8') }] } catch (error) { if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; throw error } })
  return cached
}
