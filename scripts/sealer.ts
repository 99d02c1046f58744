import { closePools } from '../db/client.ts'
import { runSealer } from '../lib/audit/run-sealer.ts'
import { endByRejection, hearRejections } from './hear-rejections.ts'

/** Seals the audit log: a child of `npm start`, with a database login that can read events and write nothing but the seal. */
export async function main(_args: readonly string[], stop: AbortSignal): Promise<void> {
  hearRejections(endByRejection)
  try {
    await runSealer(stop)
  } finally {
    await closePools()
  }
}
