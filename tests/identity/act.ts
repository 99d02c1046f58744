import { actDigest } from '../../lib/access/operation.ts'

/** A digest of some act, as the access core makes it. */
export const proveActDigest = (name: string): string => actDigest(name, {})
