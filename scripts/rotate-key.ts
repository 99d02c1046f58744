import { existsSync } from 'node:fs'
import { config } from '../lib/config.ts'
import { fingerprintOf } from '../lib/kernel/fingerprint.ts'
import { keyKinds, KeysFault, readKeys, rotateKey, type KeyKind } from '../lib/platform/keys/key-files.ts'
import { OperatorFault } from './operator-fault.ts'

const isKind = (name: string | undefined): name is KeyKind => keyKinds.some((kind) => kind === name)
const effects: Readonly<Record<KeyKind, string>> = {
  master: 'New values are sealed under it; what was sealed before stays readable, so keep the older files.',
  signer: 'New checkpoints are signed by it. Note its fingerprint down somewhere else, beside the old one, which still proves what was signed before.',
  pepper: 'New backup codes are hashed under it; those given out before still work.',
  cursor: 'Links to further pages of a list that are open now lead back to the first page.',
}

/** `npm run rotate-key -- master`: adds a key of one kind that is the newest from the next start on. Nothing is removed. */
export function main([kind]: readonly string[]): number {
  const { keysDir } = config()
  if (!isKind(kind)) throw new OperatorFault(`Say which key: ${keyKinds.join(', ')}. For example: npm run rotate-key -- master`)
  // A new directory would get its first keys here, and the product would later miss the passwords beside them.
  if (!existsSync(keysDir)) throw new OperatorFault(`There is no keys directory at ${keysDir}. Set PLUMBLINE_KEYS_DIR to the one of this installation.`)
  try {
    readKeys(keysDir)
    const id = rotateKey(keysDir, kind)
    console.log(`The ${kind} key ${id} is the newest. ${effects[kind]}`)
    if (kind === 'signer') console.log(`Its fingerprint: ${readKeys(keysDir).signer.allPublicKeys.slice(0, 1).map(fingerprintOf).join('')}`)
    console.log('Copy the keys directory to its safe place again, then restart every process.')
    return 0
  } catch (error) {
    throw error instanceof KeysFault ? new OperatorFault(error.message) : error
  }
}
