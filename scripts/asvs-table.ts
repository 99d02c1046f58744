/** Where a requirement of OWASP ASVS 5.0 may stand. */
export const statuses = ['holds', 'does not apply', 'attested by the operator', 'open'] as const
export type AsvsStatus = (typeof statuses)[number]
export interface AsvsRow {
  readonly id: string
  readonly chapter: number
  readonly level: number
  readonly requirement: string
  readonly status: AsvsStatus
  readonly check: string
}

const chapterNames = [
  'Encoding',
  'Input and business rules',
  'Browser',
  'Interfaces',
  'Files',
  'Signing in',
  'Sessions',
  'Access',
  'Self-contained tokens',
  'OAuth and OpenID Connect',
  'Cryptography',
  'Communication',
  'Configuration',
  'Data',
  'Code and architecture',
  'Logs and errors',
  'WebRTC',
]

/** The rows of docs/security/asvs.csv. @throws when a line has not its five cells or states an unknown status */
export function readAsvs(text: string): AsvsRow[] {
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map((m) => m[1]?.replaceAll('""', '"') ?? m[2] ?? '')
      const [id = '', level = '', requirement = '', stated = '', check = ''] = cells
      const status = statuses.find((known) => known === stated)
      if (cells.length !== 5 || status === undefined) throw new Error(`docs/security/asvs.csv cannot be read at: ${line.slice(0, 80)}`)
      return { id, chapter: Number(/^V(\d+)\./.exec(id)?.[1]), level: Number(level), requirement, status, check }
    })
}

/** What a row that holds points to: tests by a part of their title, documents by their heading. */
export const proofsOf = (row: AsvsRow): { path: string; fragment: string }[] =>
  row.check === ''
    ? []
    : row.check.split(' + ').map((part) => {
        const at = part.indexOf(': ')
        return { path: part.slice(0, Math.max(at, 0)), fragment: part.slice(at + 2) }
      })

/** Which requirements each test file says that it proves, on its lines `// ASVS V…`. */
export function taggedTests(files: ReadonlyMap<string, string>): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const [path, text] of files) {
    if (!/^tests\/.*\.test\.ts$/.test(path)) continue
    const ids = text
      .split('\n', 8)
      .filter((line) => line.startsWith('// ASVS V'))
      .flatMap((line) => line.match(/V\d+\.\d+\.\d+/g) ?? [])
    if (ids.length > 0) found.set(path, new Set(ids))
  }
  return found
}

/** Counts by chapter and status, as a table for the documents. */
export function countsTable(rows: readonly AsvsRow[]): string {
  const count = (of: readonly AsvsRow[]): string => `${of.length} | ${statuses.map((status) => of.filter((row) => row.status === status).length).join(' | ')}`
  const lines = chapterNames.map((name, i) => `| V${i + 1} ${name} | ${count(rows.filter((row) => row.chapter === i + 1))} |`)
  const levels = [1, 2, 3].map((level) => `| of level ${level} | ${count(rows.filter((row) => row.level === level))} |`)
  return [`| chapter | requirements | ${statuses.join(' | ')} |`, '|---|---|---|---|---|---|', ...lines, `| **all** | ${count(rows)} |`, ...levels].join('\n')
}
