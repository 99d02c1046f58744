// A list's file as its reader has it in the end.
import type { ListFile } from '../../lib/audit/list-export.ts'

export const bytesOf = async (file: Pick<ListFile, 'body'>): Promise<Buffer> => Buffer.from(await new Response(file.body).arrayBuffer())
export const textOf = async (file: Pick<ListFile, 'body'>): Promise<string> => (await bytesOf(file)).toString()
