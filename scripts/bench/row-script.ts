import { gzipSync } from 'node:zlib'
import { openOwner } from './company.ts'
import { keptCompany, signInAs } from './kept.ts'
import { limit, type Figure, type Size } from './measure.ts'
import { cookieOf, plainBody, Site } from './web.ts'

const kilobytesMax = 130
const path = '/my-earnings'

/** What a technician's phone loads as script for the first page: every file that the page names, compressed as it is sent. */
export async function measureScript(_size: Size): Promise<Figure[]> {
  const sql = openOwner(),
    company = await keptCompany(sql, 'large'),
    cookie = await cookieOf(company.tenant, await signInAs(sql, company, 'crew'))
  const site = await Site.open(2)
  try {
    const html = plainBody(await site.get(path, cookie)).toString('utf8')
    // Files for browsers without modules are loaded by no browser of today.
    const old = new Set([...html.matchAll(/<script[^>]*\bnomodule\b[^>]*>/gi)].flatMap((tag) => files(tag[0])))
    const named = [...new Set(files(html))].filter((file) => !old.has(file))
    if (named.length === 0) throw new Error(`${path} names no script`)
    let bytes = 0
    for (const file of named) {
      const answer = await site.get(file, undefined)
      bytes += answer.headers['content-encoding'] === 'gzip' ? answer.body.length : gzipSync(answer.body).length
    }
    return [limit(`script sent to the technician’s first page, ${named.length} files`, 'kB gzip', bytes / 1_000, { most: kilobytesMax })]
  } finally {
    await site.close()
    await sql.end()
  }
}
const files = (text: string): string[] => [...text.matchAll(/\/_next\/static\/[\w./~%()[\]-]+?\.js/g)].map((match) => match[0])
