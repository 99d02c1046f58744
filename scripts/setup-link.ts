import { closePools } from '../db/client.ts'
import { config } from '../lib/config.ts'
import { firstRunLink } from '../lib/identity/make-setup-link.ts'
import '../lib/registry.ts'

/** `npm run setup-link`: a fresh one-time link for the first start; the one before stops working. */
export async function main(): Promise<number> {
  try {
    const made = await firstRunLink(config())
    if (!made) {
      console.log('This installation is set up already. Sign in, or invite people from the console.')
      return 1
    }
    console.log(
      `Open this link once to set up the installation (good for 72 hours):\n\n  ${made.url}\n\nThe audit log is signed by the key ${made.fingerprint}. Note it down somewhere else: it is what proves the log later.`,
    )
    return 0
  } finally {
    await closePools()
  }
}
