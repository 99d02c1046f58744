import { z } from 'zod'
import { envelope } from '../keys/keys.ts'

const shape = z.strictObject({ to: z.string(), text: z.string() })
export type TextContent = z.infer<typeof shape>
const cell = (id: string) => ({ tenant: null, table: 'outbox', column: 'sealed', row: id })
/** Number and words of a message as they wait in the outbox: whoever reads the table, or a copy of it, reads neither. */
export const sealText = (id: string, content: TextContent): Promise<Buffer> => envelope().seal(cell(id), JSON.stringify(content))
export const openText = async (id: string, sealed: Uint8Array): Promise<TextContent> =>
  shape.parse(JSON.parse((await envelope().open(cell(id), sealed)).toString('utf8')))
