#!/usr/bin/env node
import fs from 'node:fs'
import { parseArgs } from 'node:util'
import { readFingerprint } from '../lib/kernel/fingerprint.ts'
import { verifyBundle } from '../lib/audit/verify-bundle.ts'
import { printable, type Report } from '../lib/audit/verify-report.ts'

const usage = `Verifies an audit bundle without network and without the product.

  verify FILE.zip --key FINGERPRINT [--key FINGERPRINT] [--checkpoint FILE] [--json]

  --key         fingerprint of the signing key, from outside the bundle; several if the key was changed
  --checkpoint  a signed checkpoint that was kept elsewhere, such as from the daily mail: shows whether the tail was cut
  --json        the report as JSON

Exit code: 0 proven · 1 broken, or it cannot be read · 2 consistent, but the signer or your checkpoint could not be judged
`
const exitCodes = { proven: 0, broken: 1, unproven: 2 } as const
const marks = { proven: '●  proven', broken: '▲  BROKEN', note: '○  note  ' } as const

async function main(): Promise<number> {
  const { values, positionals } = readArguments()
  const [file] = positionals
  if (!file || positionals.length > 1 || values.help) {
    process.stderr.write(usage)
    return values.help ? 0 : 1
  }
  const fingerprints: string[] = []
  for (const typed of values.key ?? []) {
    const fingerprint = readFingerprint(typed)
    if (!fingerprint) return fail(`“${printable(typed)}” is not a fingerprint: it has eight groups of four letters and digits.`)
    fingerprints.push(fingerprint)
  }
  const started = performance.now()
  for (const [path, what] of [
    [file, 'the bundle'],
    [values.checkpoint, 'the checkpoint'],
  ] as const) {
    const fault = path === undefined ? undefined : faultOf(path, what)
    if (fault !== undefined) return fail(fault)
  }
  const outside = values.checkpoint === undefined ? undefined : fs.readFileSync(values.checkpoint, 'utf8').replaceAll('\r\n', '\n')
  const report = await verifyBundle(file, { fingerprints, outside })
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : print(report, (performance.now() - started) / 1000))
  return exitCodes[report.verdict]
}

function readArguments() {
  const string = { type: 'string' } as const,
    boolean = { type: 'boolean' } as const
  return parseArgs({ allowPositionals: true, options: { key: { ...string, multiple: true }, checkpoint: string, json: boolean, help: boolean } })
}

/** Why a file cannot be read, in a sentence that names it and the way out; undefined when it can. */
function faultOf(path: string, what: string): string | undefined {
  const named = `“${printable(path)}”`
  try {
    if (fs.statSync(path).isDirectory())
      return `${named} is a folder. Name ${what} in it${what === 'the bundle' ? ', the ZIP archive as it was downloaded' : ''}.`
    fs.accessSync(path, fs.constants.R_OK)
    return undefined
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code) {
      case 'ENOENT':
      case 'ENOTDIR':
        return `There is no file ${named}. Check the name of ${what}, and the folder that you are in: ${printable(process.cwd())}.`
      case 'EACCES':
      case 'EPERM':
        return `You may not read ${named}. Copy ${what} to a folder of your own, or ask its owner for the right to read it.`
      default:
        throw error
    }
  }
}

function print({ findings, conclusion, rows }: Report, seconds: number): string {
  const lines = findings.map(({ mark, text }) => `${marks[mark]}  ${text}\n`)
  return `${lines.join('')}\n${conclusion}\n${rows.toLocaleString('en-US')} rows in ${seconds.toFixed(1)} s\n`
}
function fail(sentence: string): number {
  process.stderr.write(`${sentence}\n`)
  return 1
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: NodeJS.ErrnoException) => {
    const isOurs = error.code?.startsWith('ERR_PARSE_ARGS') === true
    process.exitCode = fail(isOurs ? `${printable(error.message)}\n\n${usage}` : String(error.stack))
  },
)
