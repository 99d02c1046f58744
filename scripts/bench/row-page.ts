import { openOwner } from './company.ts'
import { keptCompany, signInAs } from './kept.ts'
import { compare, inTurns, median, rateFor, type Figure, type Size } from './measure.ts'
import { cookieOf, plainBody, Site } from './web.ts'

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
    let refused = 0
    // A machine that is too slow for twenty at once turns some away, as it should: these do not count as done.
    const ask = async (path: string, n: number): Promise<boolean> => {
      const { status } = await site.get(path, cookies[n % sessions], [200, 500, 503])
      if (status !== 200) refused++
      return status === 200
    }
    const ours = (): Promise<number> => rateFor(size.seconds, connections, (n) => ask(page, n)), theirs = (): Promise<number> => rateFor(size.seconds, connections, (n) => ask(emptyPage, n))
    await demandShown(site, page, cookies[0], 'P-')
    await demandShown(site, emptyPage, cookies[0], 'signed out')
    for (let n = 0; n < connections; n++) for (const path of [page, emptyPage]) await ask(path, n)
    await ours()
    await theirs()
    refused = 0
    const taken = await inTurns(size.turns, ours, theirs), turnedAway = refused === 0 ? '' : `; ${refused} turned away`
    return [compare(`payouts page, 20 connections, signed in; beside an empty page${turnedAway}`, 'requests/s', median(taken.ours), median(taken.theirs), { least: 0.35 })]
  } finally {
    await site.close()
    await sql.end()
  }
}
async function demandShown(site: Site, path: string, cookie: string | undefined, words: string): Promise<void> {
  const text = plainBody(await site.get(path, cookie)).toString('utf8')
  if (!text.includes(words)) throw new Error(`${path} does not show “${words}”`)
}
