import { openOwner } from './company.ts'
import { keptCompany, signInAs } from './kept.ts'
import { compare, inTurns, median, rateFor, type Figure, type Size } from './measure.ts'
import { cookieOf, Site } from './web.ts'

const connections = 20, sessions = 200
const page = '/payouts?tab=all'
/**
 * The smallest page of the product that is made anew for every request, as all are: one heading, one sentence and one link inside the same
 * layout. Asked for with the same cookie, so that everything in front of a page is the same for both.
 */
const emptyPage = '/signed-out'

/** Requests a second of the list of payouts, signed in, against those of an empty page: what the reading, deciding and drawing of fifty rows costs. */
export async function measurePage(size: Size): Promise<Figure[]> {
  const sql = openOwner(), company = await keptCompany(sql, 'large'), cookies: string[] = []
  for (let n = 0; n < sessions; n++) cookies.push(await cookieOf(company.tenant, await signInAs(sql, company, 'finance')))
  const site = await Site.open(connections)
  try {
    const rate = (path: string, must: string, seconds: number): Promise<number> => rateFor(seconds, connections, async (n) => {
      const { body, headers } = await site.get(path, cookies[n % sessions])
      if (n === 0 && headers['content-encoding'] === undefined && !body.includes(must)) throw new Error(`${path} does not show “${must}”`)
    })
    const ours = (seconds = size.seconds): Promise<number> => rate(page, 'P-', seconds), theirs = (seconds = size.seconds): Promise<number> => rate(emptyPage, 'signed out', seconds)
    await ours(size.seconds)
    await theirs(size.seconds)
    const taken = await inTurns(size.turns, () => ours(), () => theirs())
    return [compare('payouts page, 20 connections, signed in; beside an empty page', 'requests/s', median(taken.ours), median(taken.theirs), { least: 0.35 })]
  } finally {
    await site.close()
    await sql.end()
  }
}
