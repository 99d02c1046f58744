// What `npm audit --json` answered, judged: which published flaws of packages that we ship are open, and which were looked at and do not reach us.

const order = ['info', 'low', 'moderate', 'high', 'critical']

/**
 * @param answer what npm printed
 * @param accepted flaws that were looked at: `id` as published (GHSA-…), `why` it does not reach us, `until` which day (yyyy-mm-dd) that holds
 * @param today yyyy-mm-dd
 * @returns `{ asked: false, why }` where the feed did not answer, otherwise the flaws of the rank "high" and above that nobody accepted,
 *   how many lesser ones there are, and the acceptances that have run out or concern nothing any more
 */
export function judgeAdvisories(answer, accepted, today) {
  let told
  try {
    told = JSON.parse(answer)
  } catch {
    return { asked: false, why: 'its answer could not be read' }
  }
  if (typeof told?.vulnerabilities !== 'object' || told.vulnerabilities === null)
    return { asked: false, why: oneLine(told?.error?.summary || told?.message || 'it did not answer') }
  const found = new Map()
  for (const [name, { via = [] }] of Object.entries(told.vulnerabilities)) {
    for (const flaw of via) {
      if (typeof flaw === 'string') continue // the flaw of another package of this list
      const id = /GHSA-[\w-]+/.exec(flaw.url ?? '')?.[0] ?? String(flaw.source)
      found.set(`${id} ${name}`, { id, package: name, rank: flaw.severity, title: oneLine(flaw.title ?? '') })
    }
  }
  const flaws = [...found.values()],
    isGrave = ({ rank }) => order.indexOf(rank) >= order.indexOf('high') || !order.includes(rank)
  const isAccepted = (flaw) => accepted.some((one) => one.id === flaw.id && one.until >= today)
  return {
    asked: true,
    open: flaws.filter((flaw) => isGrave(flaw) && !isAccepted(flaw)),
    lesser: flaws.filter((flaw) => !isGrave(flaw)).length,
    stale: accepted.filter((one) => one.until < today || !flaws.some((flaw) => flaw.id === one.id)),
  }
}

/** A line of the output of a check must not be made by somebody who publishes a title; and what npm adds, the address that it asked, is this machine's setting and nobody's news. */
const oneLine = (text) =>
  String(text)
    .replaceAll(/[^\x20-\x7e]+/g, ' ')
    .replaceAll(/ - [A-Z]+ https?:\S+/g, '')
    .slice(0, 160)
