/** Which cell of the database a sealed value belongs to. `tenant` is null for account-level tables. */
export interface Cell {
  readonly tenant: string | null
  readonly table: string
  readonly column: string
  readonly row: string
}

/** Encrypts single values for the database. What a backup or a stolen database holds of them is useless without the keys directory. */
export interface Envelope {
  /** @returns bytes for a bytea column; 97 longer than the plain ones. */
  seal(cell: Cell, plain: Uint8Array | string): Promise<Buffer>
  /** @throws SealBroken when the value was changed, stood in another cell, or its master key is not there. */
  open(cell: Cell, sealed: Uint8Array): Promise<Buffer>
  /** The same value under the newest master key; undefined when it already is. */
  renew(cell: Cell, sealed: Uint8Array): Promise<Buffer | undefined>
}
/** A sealed value cannot be opened. The message names the cell and never the value. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken'
}

/**
 * Wraps data keys. The place where a key management service would stand: it sees 32 bytes now and then, never a value.
 * A master id is eight bytes and stands in every sealed value.
 */
export interface MasterKeys {
  /** The one that new values are written under. */
  newest(): Buffer
  wrap(master: Uint8Array, context: string, dataKey: Uint8Array): Promise<Buffer>
  /** @throws SealBroken when the master is unknown or the wrapping was changed. */
  unwrap(master: Uint8Array, context: string, wrapped: Uint8Array): Promise<Buffer>
}

/** Signs checkpoints, bundles and evidence (Ed25519, RFC 8032). */
export interface AuditSigner {
  readonly publicKey: Uint8Array
  /** What people compare: eight groups of four letters. */
  readonly fingerprint: string
  /** Public keys of every signer there ever was here, newest first: old checkpoints stay verifiable after a rotation. */
  readonly allPublicKeys: readonly Uint8Array[]
  sign(text: string): Promise<{ readonly publicKey: Uint8Array; readonly signature: Uint8Array }>
}
