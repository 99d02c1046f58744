import { z } from 'zod'
import { pageInput } from '../access/list-page.ts'
import { isPlainName, notPlain } from '../kernel/plain-name.ts'
import { importStates } from '../../db/schema/work.ts'
import { encodings } from './import/sniff.ts'
import { MappingBody } from './import/mapping.ts'
import { statementMappingPrefix } from './mapping-name.ts'

const id = z.string().max(40)
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'Choose a day.')
const words = (max: number, message: string) =>
  z.string({ error: message }).trim().min(1, message).max(max, `At most ${max} characters.`).refine(isPlainName, notPlain)

/** A file that was spooled and measured at the door; its bytes are read once, as a stream. */
export const UploadImport = z.strictObject({
  name: words(200, 'Choose a file.'),
  size: z.int().min(1, 'The file is empty.').max(209_715_200, 'A file has at most 200 MB. Split it and import the parts.'),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  isUtf8: z.boolean(),
  head: z.instanceof(Uint8Array),
  body: z.custom<() => AsyncIterable<Uint8Array>>((value) => typeof value === 'function', 'Send the file itself.'),
})
export const reading = { encoding: z.enum(encodings, 'Choose an encoding.'), delimiter: z.enum([',', ';', '\t'], 'Choose a delimiter.') }
const mappingName = (message: string) =>
  words(80, message).refine(
    (name) => !name.toLowerCase().startsWith(statementMappingPrefix),
    'Names that begin with “statement” are kept for bank statements. Call it after the system that the file comes from.',
  )
/** A named mapping as it is, or a new version of one (or a new name). */
export const CheckImport = z.strictObject({
  importId: id,
  ...reading,
  mappingName: mappingName('Give the mapping a name, such as the system that the file comes from.'),
  mapping: MappingBody,
})
export const OneImport = z.strictObject({ importId: id })
export const ShowImport = z.strictObject({ id })
export const PreviewImport = z.strictObject({
  id,
  encoding: reading.encoding.optional(),
  delimiter: reading.delimiter.optional(),
  hasHeader: z.enum(['yes', 'no']).optional(),
  mapping: z.string().max(80).optional(),
})
export const ListImports = z.strictObject({ state: z.enum(importStates).optional(), q: z.string().max(80).optional(), ...pageInput })
const refusals = { code: z.string().max(40).optional(), q: z.string().max(80).optional(), ...pageInput }
export const ExportRefusals = z.strictObject({ importId: id, ...refusals })
export const ListRefusals = z.strictObject({ id, ...refusals })

export const SaveMapping = z.strictObject({ name: mappingName('Give the mapping a name.'), mapping: MappingBody })
export const ShowMapping = z.strictObject({ id })
export const ListMappings = z.strictObject({ q: z.string().max(80).optional(), ...pageInput })

export const workStates = ['open', 'closed', 'superseded'] as const
export const ListWork = z.strictObject({
  q: z.string().max(200).optional(),
  state: z.enum(workStates).optional(),
  kind: z.string().max(80).optional(),
  payee: id.optional(),
  crew: id.optional(),
  import: id.optional(),
  closedFrom: day.optional(),
  closedTo: day.optional(),
  ...pageInput,
})
export const ShowWork = z.strictObject({ id })
const facts = {
  kind: words(80, 'Say what kind of work it is, such as visit.'),
  payee: id.optional(),
  crew: id.optional(),
  /** As typed: `2026-05-14 09:30`, in the company's zone unless it carries an offset. */
  opened: z.string().max(40).optional(),
  closed: z.string().max(40).optional(),
  quantity: z.string().max(30).optional(),
  value: z.string().max(30).optional(),
}
export const RecordWork = z.strictObject({
  key: words(200, 'Give the work a key of its own, such as a job number.'),
  ...facts,
  note: z.string().max(2_000).optional(),
})
export const CorrectWork = z.strictObject({
  recordId: id,
  ...facts,
  note: z.string().max(2_000).optional(),
  reason: z.string({ error: 'Say why it is corrected; the payee will read it.' }).trim().min(3, 'Say why it is corrected; the payee will read it.').max(500),
})

export const ListPayees = z.strictObject({
  q: z.string().max(80).optional(),
  state: z.enum(['active', 'inactive', 'merged']).optional(),
  linked: z.enum(['yes', 'no']).optional(),
  bank: z.enum(['none', 'waiting', 'confirmed']).optional(),
  ...pageInput,
})
export const ShowPayee = z.strictObject({ id })
const email = z.email('Write an address such as ana@example.com.').max(200)
export const AddPayee = z.strictObject({
  name: words(120, 'Write the payee’s name.'),
  key: z.string().trim().max(200).optional(),
  email: email.optional(),
  memberId: id.optional(),
})
export const ChangePayee = z.strictObject({ payeeId: id, name: words(120, 'Write the payee’s name.'), email: email.optional(), isActive: z.boolean() })
export const LinkPayee = z.strictObject({ payeeId: id, memberId: id.optional() })
export const MergePayee = z.strictObject({ payeeId: id, intoId: z.string({ error: 'Choose the payee that stays.' }).max(40) })

export const ListCrews = z.strictObject({ q: z.string().max(80).optional(), ...pageInput })
export const ShowCrew = z.strictObject({ id })
export const AddCrew = z.strictObject({ name: words(80, 'Give the crew a name.'), key: z.string().trim().max(200).optional() })
export const ChangeCrew = z.strictObject({ crewId: id, name: words(80, 'Give the crew a name.'), isActive: z.boolean() })
export const JoinCrew = z.strictObject({
  crewId: id,
  payeeId: z.string({ error: 'Choose a payee.' }).max(40),
  share: z.int('A share is a whole number.').min(1, 'A share is at least 1.').max(1_000, 'A share is at most 1000.'),
  joinedOn: day.optional(),
})
export const LeaveCrew = z.strictObject({ crewId: id, payeeId: id })
