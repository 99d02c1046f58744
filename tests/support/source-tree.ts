import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export interface SourceFile {
  readonly path: string
  readonly text: string
}
const skipped = /^(node_modules|\.next|\.build|\.data|\.keys|drizzle\/meta)\//

let cached: SourceFile[] | undefined
/** Every text file of the repository that git knows or would add. */
export function sourceTree(): SourceFile[] {
  cached ??= execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 })
    .split('\0')
    .filter(
      (path) => path !== '' && !skipped.test(path) && /\.(ts|tsx|mjs|js|css|sql|md|json|txt|tsv|yaml|yml|toml)$|^\.ci\/run$|Caddyfile|Dockerfile/.test(path),
    )
    .flatMap((path) => {
      try {
        return [{ path, text: readFileSync(root + path, 'utf8') }]
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
        throw error
      }
    })
  return cached
}

/**
 * Where a pattern stands in a file, as `path:line: text`, the text being every line that the match touches. The whole file is looked at and not
 * line by line: what a formatter breaks over lines is found as well.
 */
export function placesOf({ path, text }: SourceFile, pattern: RegExp): string[] {
  const places = [...text.matchAll(new RegExp(pattern.source, [...new Set(`${pattern.flags}gm`)].join('')))].map((match) => {
    const from = text.lastIndexOf('\n', match.index - 1) + 1,
      end = text.indexOf('\n', match.index + Math.max(0, match[0].length - 1))
    const touched = text.slice(from, end < 0 ? undefined : end)
    return `${path}:${text.slice(0, match.index).split('\n').length}: ${touched.replaceAll(/\s+/g, ' ').trim().slice(0, 140)}`
  })
  return [...new Set(places)]
}
