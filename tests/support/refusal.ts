import { Refusal } from '../../lib/kernel/refusal.ts'

/** What a promise was refused with; for tests that need no database. A test that expects a refusal fails when there is none. */
export async function refusalOf(
  promise: Promise<unknown>,
): Promise<{ code: string; message: string; fields: Readonly<Record<string, string>>; retryAfterSeconds: number | undefined }> {
  try {
    await promise
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code, message: error.message, fields: error.fields, retryAfterSeconds: error.retryAfterSeconds }
    throw error
  }
  throw new Error('expected a refusal, but it was done')
}
