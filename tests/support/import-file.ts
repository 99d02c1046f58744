import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isUtf8 } from 'node:buffer'
import { checkImport, startImport } from '../../lib/incentives/check-import.ts'
import { headBytes } from '../../lib/incentives/import/sniff.ts'
import type { Mapping } from '../../lib/incentives/import/mapping.ts'
import { showImport } from '../../lib/incentives/show-import.ts'
import { uploadImport } from '../../lib/incentives/upload-import.ts'
import { drain } from './drain.ts'
import type { World } from './world.ts'

/** What the upload door hands over. */
export function uploaded(name: string, bytes: Buffer): object {
  async function* body(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += 300_000) yield bytes.subarray(at, at + 300_000)
  }
  return {
    name,
    size: bytes.length,
    digest: createHash('sha256').update(bytes).digest('hex'),
    isUtf8: isUtf8(bytes),
    head: new Uint8Array(bytes.subarray(0, headBytes)),
    body,
  }
}
export const sampleMapping: Mapping = {
  version: 1,
  hasHeader: true,
  columns: {
    key: 'request',
    kind: { fixed: 'request' },
    payee: 'crew',
    opened: 'opened',
    closed: 'closed',
    quantity: 'depth',
    extra: [{ column: 'notes', field: 'notes', type: 'text' }],
  },
  currency: 'USD',
  times: { format: 'iso', zone: 'America/Los_Angeles', skipped: 'refuse', doubled: 'refuse' },
  unmatchedPayee: 'create',
  blankPayee: 'none',
  unmatchedCrew: 'create',
  openRows: 'keep',
}
type Shown = Awaited<ReturnType<typeof showImport.invoke>>
/** Uploads, maps and checks a file as the office; answers what the dry run found. */
export async function dryRun(
  world: World,
  file: Buffer | string,
  mapping: Mapping = sampleMapping,
  more: { name?: string; mappingName?: string; encoding?: string; delimiter?: string } = {},
): Promise<Shown> {
  const office = world.as('office')
  const { id } = await office.run(uploadImport, uploaded(more.name ?? 'requests.csv', typeof file === 'string' ? Buffer.from(file) : file))
  const { reading } = await office.run(showImport, { id })
  await office.run(checkImport, {
    importId: id,
    encoding: more.encoding ?? reading.encoding,
    delimiter: more.delimiter ?? reading.delimiter,
    mappingName: more.mappingName ?? 'Requests',
    mapping,
  })
  await drain(world)
  return office.run(showImport, { id })
}
/** A dry run and then the import itself. */
export async function importFile(
  world: World,
  file: Buffer | string,
  mapping?: Mapping,
  more?: { name?: string; mappingName?: string; encoding?: string; delimiter?: string },
): Promise<Shown> {
  const checked = await dryRun(world, file, mapping, more)
  if (checked.state !== 'checked') return checked
  await world.as('office').run(startImport, { importId: checked.id })
  await drain(world)
  return world.as('office').run(showImport, { id: checked.id })
}
export const sampleFile = (): Buffer => readFileSync('tests/incentives/samples/requests.csv')
