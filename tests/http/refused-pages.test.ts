// A page that cannot be had just now says so in its status and when to come again; nobody is told that something of ours broke.
// tests/server/refused-pages.test.ts shows the same for a session that asks too often: to flood a whole product takes minutes.
import postgres from 'postgres'
import { expect, inject, it } from 'vitest'
import { makeSessionToken } from '../../lib/identity/session-token.ts'
import { makeWorld } from '../support/world.ts'

const origin = inject('origin')
async function cookieOfOwner(): Promise<string> {
  const { door } = (await makeWorld(new Date().toISOString())).people.owner.caller
  return door.kind === 'session' ? `session=${await makeSessionToken({ tenant: door.tenant, secret: door.secret })}` : ''
}
async function ask(path: string, cookie: string): Promise<{ status: number; retryAfter: number; text: string; type: string }> {
  const response = await fetch(origin + path, { headers: { cookie, accept: 'text/html', 'sec-fetch-site': 'none' }, redirect: 'manual' })
  return {
    status: response.status,
    retryAfter: Number(response.headers.get('retry-after')),
    type: response.headers.get('content-type') ?? '',
    text: await response.text(),
  }
}

it('a page whose records the database does not hand out is 503, and is there when it does', async () => {
  const cookie = await cookieOfOwner(),
    database = postgres(inject('databaseUrl'), { max: 1 })
  try {
    // More readers than there are connections: some wait for the lock, the others for a connection.
    const answers = await database.begin(async (tx) => {
      await tx`lock table catalogue_items in access exclusive mode`
      return Promise.all(Array.from({ length: 20 }, () => ask('/catalogue', cookie)))
    })
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 503, type: expect.stringContaining('text/html') })
      expect(answer.retryAfter).toBeGreaterThan(0)
      expect(answer.text).toContain('busy')
    }
  } finally {
    await database.end()
  }
  expect(await ask('/catalogue', cookie)).toMatchObject({ status: 200 })
}, 60_000)
