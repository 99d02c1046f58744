import { createHash } from 'node:crypto'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { requestExport } from '../../lib/audit/request-export.ts'
import { streamExport } from '../../lib/audit/stream-export.ts'
import { verifyBundle } from '../../lib/audit/verify-bundle.ts'
import { ZipReader } from '../../lib/audit/zip-reader.ts'
import { auditSigner } from '../../lib/platform/keys/keys.ts'
import { openOwner, runAs } from './company.ts'
import { keptCompany, signInAs } from './kept.ts'
import { inTurns, median, secondsOf, type Figure, type Size } from './measure.ts'

const rowsPerSecondMin = 100_000

/** A bundle of the whole log verified as an auditor does it, against unpacking it and hashing the same bytes. */
export async function measureVerify(size: Size): Promise<Figure[]> {
  const sql = openOwner(),
    company = await keptCompany(sql, 'large'),
    owner = await signInAs(sql, company, 'owner'),
    folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-')),
    file = join(folder, 'bundle.zip')
  try {
    const { id } = await runAs(sql, owner, requestExport, { format: 'bundle' }),
      { body } = await streamExport(owner.caller, id, new AbortController().signal)
    await pipeline(Readable.fromWeb(body as never), createWriteStream(file))
    let rows = 0
    const verify = (): Promise<number> =>
      secondsOf(async () => {
        const report = await verifyBundle(file, { fingerprints: [auditSigner().fingerprint] })
        if (report.verdict !== 'proven' || report.rows < size.events)
          throw new Error(`the bundle of ${report.rows} rows is ${report.verdict}: ${report.conclusion}`)
        rows = report.rows
      })
    const hash = (): Promise<number> => secondsOf(() => hashed(file))
    if (size.name !== 'full') await verify()
    await hash()
    const taken = await inTurns(size.name === 'full' ? 1 : Math.min(size.turns, 3), verify, hash),
      value = rows / median(taken.ours),
      base = rows / median(taken.theirs)
    return [
      {
        name: `offline verification of ${rows.toLocaleString('en-US')} rows; beside SHA-256 of the same bytes`,
        value,
        unit: 'rows/s',
        base,
        ratio: value / base,
        reach: `≥ ${rowsPerSecondMin.toLocaleString('en-US')} rows/s`,
        ok: value >= rowsPerSecondMin,
      },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await sql.end()
  }
}
async function hashed(file: string): Promise<void> {
  const zip = await ZipReader.open(file)
  try {
    for (const name of zip.names) {
      const hash = createHash('sha256')
      for await (const piece of zip.read(name)) hash.update(piece)
      hash.digest()
    }
  } finally {
    await zip.close()
  }
}
