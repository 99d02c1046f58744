import { databaseRoles, loadConfig } from '../lib/config.ts'
import { isDatabaseKnown, ownerUrl, roleEnvironment, roleUrls } from './database-home.ts'
import { readDatabasePasswords } from './keys-directory.ts'

/**
 * For programs run by hand beside the product (`npm run worker`, `npm run setup-link`): gives this process the connections that the
 * launcher gives its children. Does nothing while no database is known; a program that needs one says so.
 */
export function adoptRoles(): void {
  const config = loadConfig(process.env)
  if (!isDatabaseKnown(config)) return
  const urls = roleUrls(config, ownerUrl(config), readDatabasePasswords(config.keysDir))
  for (const [name, value] of Object.entries(roleEnvironment(urls, databaseRoles))) process.env[name] ??= value
}
