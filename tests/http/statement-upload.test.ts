// A statement larger than a form takes comes in by the streamed route, whole and once; who may not import, and other sites, send nothing.
import { beforeAll, describe, expect, inject, test, vi } from 'vitest'
import '../../lib/registry.ts'
import { ownIban, releasedBatch, setOriginator, type ReleasedBatch } from '../support/bank.ts'
import { bytesOf, cookieOf } from '../support/drawn-form.ts'
import { camtFile } from '../support/rails/bank-answers.ts'
import { admin, makeWorld, type Person, type World } from '../support/world.ts'

const origin = inject('origin')
let world: World, batch: ReleasedBatch, statement: Buffer
beforeAll(async () => {
  world = await makeWorld(new Date().toISOString(), { currency: 'EUR', zone: 'Europe/Berlin' })
  await setOriginator(world, 'pain001', 'EUR')
  batch = await releasedBatch(world, [12_400n, 5_600n])
  const lines = batch.payouts.map((payout) => {
    const amount = (Number(payout.minor) / 100).toFixed(2)
    return { amount, details: [{ reference: payout.number, amount }] }
  })
  // White space between elements is nothing to a reader and everything to a limit.
  statement = Buffer.from(
    Buffer.from(camtFile({ iban: ownIban, lines }))
      .toString('utf8')
      .replace('</Stmt>', `${' '.repeat(11_000_000)}</Stmt>`),
  )
})
async function send(
  by: Person | undefined,
  data: FormData,
  headers: Readonly<Record<string, string>> = { origin },
): Promise<{ status: number; answer: { message?: string; reading?: string; title?: string; fields?: Record<string, string> } }> {
  const { body, type } = await bytesOf(data),
    response = await fetch(`${origin}/api/statements/upload`, {
      method: 'POST',
      headers: { ...headers, 'content-type': type, ...(by ? { cookie: await cookieOf(by) } : {}) },
      body,
    }),
    text = await response.text()
  return { status: response.status, answer: text.startsWith('{') ? (JSON.parse(text) as never) : {} }
}
const formOf = (bytes: Buffer, more: Readonly<Record<string, string>> = {}): FormData => {
  const data = new FormData()
  data.append('file', new Blob([new Uint8Array(bytes)]), 'may.xml')
  for (const [name, value] of Object.entries(more)) data.append(name, value)
  return data
}
const statesOf = async () =>
  (await admin<{ state: string }[]>`select state from payouts where tenant_id = ${world.tenant} order by number`).map((row) => row.state)

describe('the streamed route', () => {
  test('refuses who may not import, who is not signed in, and another site, before anything is read', async () => {
    expect((await send(world.people.read_only, formOf(Buffer.from('x')))).status).toBe(403)
    expect((await send(undefined, formOf(Buffer.from('x')))).status).toBe(401)
    for (const headers of [{}, { origin: 'https://evil.test' }]) expect((await send(world.people.finance, formOf(Buffer.from('x')), headers)).status).toBe(403)
    expect(await statesOf()).toEqual(['released', 'released'])
  })
  test('refuses a form without a file and a file that is none of ours with the sentence of its field', async () => {
    expect(await send(world.people.finance, new FormData())).toMatchObject({ status: 422 })
    expect(await send(world.people.finance, formOf(Buffer.from('day;amount\n2026-05-14;1')))).toMatchObject({
      status: 422,
      answer: { fields: { originator: expect.stringContaining('Choose the account') } },
    })
    expect(await send(world.people.finance, formOf(Buffer.from('day;amount\n2026-05-14;1'), { originator: 'pain001 EUR' }))).toMatchObject({
      status: 422,
      answer: { fields: { 'mapping.day': expect.stringContaining('day, amount') } },
    })
  })
  test('takes 11 MB and answers at once; the worker settles what it books, its page says so, and the same file again changes nothing', async () => {
    const { status, answer } = await send(world.people.finance, formOf(statement))
    expect({ status, answer }).toMatchObject({
      status: 200,
      answer: { message: expect.stringContaining('read in the background'), reading: expect.stringMatching(/^stf_/) },
    })
    await vi.waitFor(async () => expect(await statesOf()).toEqual(['settled', 'settled']), { timeout: 45_000, interval: 250 })
    const page = await fetch(`${origin}/statements/files/${answer.reading}`, { headers: { cookie: await cookieOf(world.people.finance) } })
    expect(await page.text()).toContain('every one is explained')
    expect(await send(world.people.finance, formOf(statement))).toMatchObject({ status: 200, answer: { message: expect.stringContaining('imported before') } })
  })
  test('more than is read is turned away by its length alone', async () => {
    const response = await fetch(`${origin}/api/statements/upload`, {
      method: 'POST',
      headers: { origin, 'content-type': 'multipart/form-data; boundary=x', cookie: await cookieOf(world.people.finance) },
      body: Buffer.alloc(53_000_000),
    })
    expect(response.status).toBe(413)
  })
})
