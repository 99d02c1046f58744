import { loadConfig } from '../lib/config.ts'
import { ownerUrl } from './database-home.ts'

/** Prints the owner's URL, for maintenance by hand. Whoever can run this can read the keys directory already. */
export async function main(): Promise<void> {
  console.log(ownerUrl(loadConfig(process.env)))
}
