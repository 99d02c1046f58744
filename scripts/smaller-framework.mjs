// A loader of the bundler: gives the browser the framework's own files as ES modules in place of the same files as CommonJS.
// The package carries both. Of CommonJS the bundler can leave nothing out, of ES modules everything that nobody uses: some 13 kB of 140.
import { readFile } from 'node:fs/promises'

/** The twin of a file of the framework. A version that has none fails the build here, so that nobody's pages grow unseen. */
export default async function loadTwin() {
  const twin = this.resourcePath.replace('/next/dist/', '/next/dist/esm/')
  this.addDependency(twin)
  // The map beside it is the one of the file that it stands for.
  return (await readFile(twin, 'utf8')).replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n')
}
