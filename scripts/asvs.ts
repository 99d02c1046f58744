import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { countsTable, proofsOf, readAsvs, taggedTests } from './asvs-table.ts'

const readmePath = 'docs/security/README.md'
const marks = /(<!-- asvs -->\n)[\s\S]*(\n<!-- \/asvs -->)/

/** `npm run asvs`: joins the table of requirements with the tests that name them and prints counts and what is open. `--write` puts the counts into the documents. */
export function main(args: readonly string[]): number {
  const rows = readAsvs(readFileSync('docs/security/asvs.csv', 'utf8'))
  const tagged = taggedTests(
    new Map(
      readdirSync('tests', { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.test.ts'))
        .map((name) => [`tests/${name}`, readFileSync(`tests/${name}`, 'utf8')]),
    ),
  )
  console.log(`OWASP ASVS 5.0, ${rows.length} requirements\n\n${countsTable(rows)}\n`)
  for (const status of ['open', 'attested by the operator'] as const) {
    console.log(`${status}:`)
    for (const row of rows.filter((r) => r.status === status)) console.log(`  ${row.id.padEnd(8)} level ${row.level}  ${row.requirement}: ${row.check}`)
    console.log('')
  }
  const holding = rows.filter((row) => row.status === 'holds')
  const unnamed = holding.flatMap((row) =>
    proofsOf(row)
      .filter(({ path }) => path.endsWith('.test.ts') && !tagged.get(path)?.has(row.id))
      .map(({ path }) => `${row.id}: ${path} does not name it`),
  )
  const proven = holding.filter((row) => proofsOf(row).some(({ path }) => tagged.get(path)?.has(row.id))).length
  console.log(`${holding.length} hold: ${proven} by ${tagged.size} test files that name them, ${holding.length - proven} by a document.`)
  for (const fault of unnamed) console.log(fault)
  if (args.includes('--write')) {
    const readme = readFileSync(readmePath, 'utf8')
    writeFileSync(
      readmePath,
      readme.replace(marks, (_all, before: string, after: string) => `${before}${countsTable(rows)}${after}`),
    )
  }
  return unnamed.length === 0 ? 0 : 1
}
