/**
 * Every check that the answer of a passkey passes, in order (WebAuthn level 3, §7.1 and §7.2). The name of the one that refused stands in the
 * log; the person reads one sentence whatever it was.
 */
export const passkeyChecks = {
  answer: 'it is no answer of a passkey that can be read',
  type: 'it was made for another act: making a passkey and using one are signed apart',
  challenge: 'it answers no question that is open here: it came late, twice, or was asked for elsewhere',
  origin: 'it was made on another site',
  frame: 'it was made inside a page of another site',
  'relying party': 'the passkey belongs to another site',
  presence: 'nobody touched the device',
  verification: 'the device did not verify its person by PIN, finger or face',
  credential: 'the passkey is not known, or not this account’s',
  owner: 'the passkey names another account than the one it was made for',
  algorithm: 'its key is of a kind that is not accepted, or no sound key',
  attestation: 'it carries a statement about its maker that nobody asked for',
  backup: 'what it says about being copied contradicts itself, or what it said before',
  signature: 'its signature is wrong',
  counter: 'its counter went back: the passkey may have been copied',
} as const
export type PasskeyCheck = keyof typeof passkeyChecks

const mark: unique symbol = Symbol.for('plumbline.passkey-fault')
/** An answer that is refused, by the check that it did not pass. Caught by whoever judges; never shown. */
export class PasskeyFault extends Error {
  /** A build may hold this module twice: known by its mark. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && Reflect.get(value, mark) === true
  }
  readonly [mark] = true
  readonly check: PasskeyCheck
  constructor(check: PasskeyCheck) {
    super(passkeyChecks[check])
    this.check = check
  }
}
export function demand(holds: boolean, check: PasskeyCheck): asserts holds {
  if (!holds) throw new PasskeyFault(check)
}
/** What may go wrong while something of a stranger's is read is the stranger's fault. */
export function reading<T>(check: PasskeyCheck, read: () => T): T {
  try {
    return read()
  } catch {
    throw new PasskeyFault(check)
  }
}
