// Follows links as a reader would, over HTTP: fast enough to follow nearly all of them.
import { each, look, type Answer } from './hostile-post.ts'

/** One address for all records of a kind and all filters of a list: /payouts/pay_…?tab=x → /payouts/* */
export const patternOf = (path: string): string => (path.split('?')[0] as string).replaceAll(/\/[a-z]{3}_[0-9a-z]{26}/g, '/*')
const decode = (text: string): string => text.replaceAll('&amp;', '&').replaceAll('&#x27;', "'").replaceAll('&quot;', '"')
export const linksOf = (html: string, from: string): string[] =>
  [...html.matchAll(/<a\b[^>]*\shref="([^"]*)"/g)]
    .map((m) => new URL(decode(m[1] as string), `http://self.invalid${from}`))
    .filter((url) => url.hostname === 'self.invalid')
    .map((url) => url.pathname + url.search)

export interface Crawled {
  readonly followed: number
  readonly patterns: ReadonlySet<string>
  readonly broken: readonly string[]
}
/**
 * Opens every link that the pages behind the first ones show: at most so many addresses of a pattern, so that a list of a thousand records
 * is not a thousand requests. A link is broken when what it leads to is not there, not allowed, or fails.
 * @param cookieOf the session under which the next address is opened
 * @param ends addresses that are not followed, because following them changes something
 */
export async function crawlLinks(starts: readonly string[], cookieOf: () => Promise<string>, most: number, ends: (path: string) => boolean): Promise<Crawled> {
  const broken: string[] = [],
    seen = new Set<string>(),
    times = new Map<string, number>(),
    shownBy = new Map<string, string>()
  let wave = [...starts],
    followed = 0
  while (wave.length > 0) {
    const next = new Set<string>()
    await each(wave, 6, async (path) => {
      if (seen.has(path) || ends(path)) return
      const pattern = patternOf(path),
        time = (times.get(pattern) ?? 0) + 1
      if (time > most) return
      times.set(pattern, time)
      seen.add(path)
      followed++
      const answer: Answer = await look(path, await cookieOf())
      const at = `${path} (from ${shownBy.get(path) ?? 'the start'})`
      if (answer.status >= 300 && answer.status < 400) {
        if (/^(https?:\/\/[^/]+)?\/sign-in/.test(answer.location)) broken.push(`${at}: leads to the sign-in page`)
        else {
          const to = new URL(answer.location, `http://self.invalid${path}`)
          next.add(to.pathname + to.search)
          shownBy.set(to.pathname + to.search, path)
        }
        return
      }
      if (answer.status !== 200) {
        broken.push(`${at}: ${answer.status}`)
        return
      }
      if (!answer.type.startsWith('text/html')) return
      for (const link of linksOf(answer.text, path)) {
        if (!seen.has(link)) {
          next.add(link)
          if (!shownBy.has(link)) shownBy.set(link, path)
        }
      }
    })
    wave = [...next]
  }
  return { followed, patterns: new Set(times.keys()), broken }
}
