import { createHmac } from 'node:crypto'
import { sameSecret } from './digest.ts'
import { Refusal } from './refusal.ts'

/** Rows on one page unless asked otherwise, and the most that may be asked. */
export const pageSize = 50
export const pageSizeMax = 100

/** Where a keyset page continues: the sort key of the last row (as text; null sorts last) and its id. */
export interface Position {
  readonly key: string | null
  readonly id: string
}

/** Signed, so that a cursor cannot be bent into a probe of rows that the caller was never shown. */
export function encodeCursor(position: Position, secret: Uint8Array): string {
  const body = Buffer.from(JSON.stringify([position.key, position.id])).toString('base64url')
  return `${body}.${mac(body, secret)}`
}
export function decodeCursor(text: string, secret: Uint8Array): Position {
  const [body, tag, rest] = text.split('.')
  if (!body || !tag || rest !== undefined || !sameSecret(tag, mac(body, secret)))
    throw new Refusal('invalid', 'This page link is damaged. Start again from the first page.')
  const [key, id] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [string | null, string]
  return { key, id }
}
const mac = (body: string, secret: Uint8Array): string => createHmac('sha256', secret).update(`cursor:${body}`).digest('base64url').slice(0, 22)
