// An address that was bent, cut or typed wrong is answered as one that leads nowhere, or without the part that cannot be read; never as a fault of ours.
import { beforeAll, expect, inject, it } from 'vitest'
import { makeSessionToken } from '../../lib/identity/session-token.ts'
import { makeWorld } from '../support/world.ts'

const origin = inject('origin')
let cookie = ''
beforeAll(async () => {
  const { door } = (await makeWorld(new Date().toISOString())).people.owner.caller
  cookie = door.kind === 'session' ? await makeSessionToken({ tenant: door.tenant, secret: door.secret }) : ''
})
const lists = [
  '/payouts',
  '/awards',
  '/work',
  '/redemptions',
  '/disputes',
  '/catalogue',
  '/batches',
  '/statements',
  '/members',
  '/payees',
  '/crews',
  '/ledger/entries',
  '/imports',
  '/audit',
  '/notifications',
  '/programs',
  '/statements/files',
]
const bends = [
  'after=x.y',
  `before=${'a'.repeat(590)}.b`,
  'q=%00',
  'q=%27%3B--%25%5C',
  'sort=__proto__',
  'raisedFrom=2026-99-99',
  'raisedFrom=9999-12-31&raisedTo=9999-12-31',
  'closedFrom=0000-00-00',
  'periodFrom=2026-99-99',
  'amountMin=1e9',
  'amountMax=-',
  'priceMin=1,000',
  'state=__proto__',
  'tab=constructor',
  'payee=pye_zz',
  'kind=x',
  `ids=${'x,'.repeat(300)}`,
]

it.each(lists)(
  '%s',
  async (list) => {
    for (const address of [...bends.map((bend) => `${list}?${bend}`), ...bends.map((bend) => `${list}.csv?${bend}`)]) {
      const response = await fetch(origin + address, { headers: { cookie: `session=${cookie}`, 'sec-fetch-site': 'none' }, redirect: 'manual' })
      await response.arrayBuffer()
      expect(response.status, address).toBeLessThan(500)
    }
  },
  60_000,
)
