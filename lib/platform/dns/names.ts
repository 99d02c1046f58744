import { Resolver } from 'node:dns/promises'
import { config } from '../../config.ts'
import type { NameAnswers } from './port.ts'

/** How long one look-up waits, tries included: it happens inside an act. */
export const nameMilliseconds = 3_000
const recordsMax = 100
/** There is no such name, or no record of the kind: an answer like any other. */
const absent = new Set(['ENOTFOUND', 'ENODATA'])

/** The name servers that the operator named, or those of the machine. Names are never taken from its hosts file. */
function systemNames(): NameAnswers {
  return {
    async txt(name) {
      const resolver = new Resolver({ timeout: nameMilliseconds / 2, tries: 2 }),
        { nameServers } = config()
      if (nameServers.length > 0) resolver.setServers(nameServers)
      try {
        return (await resolver.resolveTxt(name)).slice(0, recordsMax).map((pieces) => pieces.join(''))
      } catch (error) {
        if (absent.has((error as NodeJS.ErrnoException).code ?? '')) return []
        throw error
      }
    },
  }
}
/** Who is asked. Tests replace `answers`. */
export const names: { answers: NameAnswers } = { answers: systemNames() }
