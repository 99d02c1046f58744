import { openOwner } from './company.ts'
import { keptCompany, signInAs } from './kept.ts'
import { compare, inTurns, median, printed, rateFor, type Figure, type Size } from './measure.ts'
import { cookieOf, plainBody, Site } from './web.ts'

const connections = 20,
  sessions = 200
const page = '/payouts?tab=all'
/**
 * A page without anything on it, signed in: the same frame, the same doors and an operation that finds nothing. Nobody was told anything in
 * this company. What is left between the two is the reading, deciding and drawing of fifty payouts.
 */
const emptyPage = '/notifications'
/** The smallest page there is: nobody is signed in, nothing is asked of the database, and there is no frame. Printed beside it, without a reach. */
const barePage = '/signed-out'

/** Requests a second of the list of payouts, signed in, against those of an empty page that is signed in too. */
export async function measurePage(size: Size): Promise<Figure[]> {
  const sql = openOwner(),
    company = await keptCompany(sql, 'large'),
    cookies: string[] = []
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
    const ours = (): Promise<number> => rateFor(size.seconds, connections, (n) => ask(page, n)),
      theirs = (): Promise<number> => rateFor(size.seconds, connections, (n) => ask(emptyPage, n))
    await demandShown(site, page, cookies[0], 'P-')
    await demandShown(site, emptyPage, cookies[0], 'Nothing was told to you yet')
    await demandShown(site, barePage, cookies[0], 'signed out')
    for (let n = 0; n < connections; n++) for (const path of [page, emptyPage, barePage]) await ask(path, n)
    await ours()
    await theirs()
    refused = 0
    const taken = await inTurns(size.turns, ours, theirs),
      turnedAway = refused === 0 ? '' : `; ${refused} turned away`
    const bare = await rateFor(size.seconds, connections, (n) => ask(barePage, n)),
      rate = median(taken.ours)
    return [
      compare(`payouts page, 20 connections, signed in; beside an empty page, signed in${turnedAway}`, 'requests/s', rate, median(taken.theirs), {
        least: 0.35,
      }),
      printed('the same beside the smallest page, without frame or session', 'requests/s', rate, bare),
    ]
  } finally {
    await site.close()
    await sql.end()
  }
}
async function demandShown(site: Site, path: string, cookie: string | undefined, words: string): Promise<void> {
  const text = plainBody(await site.get(path, cookie)).toString('utf8')
  if (!text.includes(words)) throw new Error(`${path} does not show “${words}”`)
}
