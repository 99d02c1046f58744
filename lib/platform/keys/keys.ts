import { config } from '../../config.ts'
import { DataKeyEnvelope } from './envelope.ts'
import { readKeys, type Keys } from './key-files.ts'
import type { AuditSigner, Envelope } from './port.ts'

const store = globalThis as { plumblineKeys?: { readonly directory: string; readonly keys: Keys; readonly envelope: Envelope } }
/** Read from the directory once a process. */
function all(): { readonly keys: Keys; readonly envelope: Envelope } {
  const directory = config().keysDir
  if (store.plumblineKeys?.directory !== directory) {
    const keys = readKeys(directory)
    store.plumblineKeys = { directory, keys, envelope: new DataKeyEnvelope(keys) }
  }
  return store.plumblineKeys as { keys: Keys; envelope: Envelope }
}

/** Seals values of the database: bank details, authenticator secrets, attachments. */
export const envelope = (): Envelope => all().envelope
/** The key behind checkpoints and bundles. Its fingerprint is shown at first start, on the seal page, in the operator's console and on evidence packs. */
export const auditSigner = (): AuditSigner => all().keys.signer
/** Signs page cursors. */
export const cursorKey = (): Buffer => all().keys.cursor
/** Hash keys of backup codes, newest first: a stolen table without them cannot be searched. */
export const peppers = (): readonly Buffer[] => all().keys.peppers
