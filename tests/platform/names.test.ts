// The name servers that the operator names are asked, and no others: pieces are joined, no record is told from no answer.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NameAnswers } from '../../lib/platform/dns/port.ts'
import { startNameServer, type NameServer } from '../support/name-server.ts'

let server: NameServer, answers: NameAnswers
beforeAll(async () => {
  server = await startNameServer()
  process.env['PLUMBLINE_NAME_SERVERS'] = server.address
  // The settings are read once, when the first name is asked for.
  answers = (await import('../../lib/platform/dns/names.ts')).names.answers
})
afterAll(async () => {
  delete process.env['PLUMBLINE_NAME_SERVERS']
})

test('records stand as they were published, whatever their case was asked in', async () => {
  server.zone.set('_plumbline.tidewell.example', ['v=spf1 -all', 'plumbline-domain=0123'])
  expect(await answers.txt('_plumbline.Tidewell.example')).toEqual(['v=spf1 -all', 'plumbline-domain=0123'])
})
test('a name without records, and one that does not exist, have none', async () => {
  server.zone.set('bare.example', [])
  expect([await answers.txt('bare.example'), await answers.txt('nothing.example')]).toEqual([[], []])
})
test('a server that is gone is not taken for one that knows nothing', async () => {
  await server.close()
  await expect(answers.txt('_plumbline.tidewell.example')).rejects.toThrow()
}, 20_000)
