// Every internal address is spelled in one place; a change of one shows here, because people have bookmarked it.
// ASVS V1.2.2
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { accountSections, operatorSections, paths, settingsSections } from '../../app/_ui/paths.ts'

const golden = new URL('./paths.txt', import.meta.url)
const listed = Object.entries(paths).map(
  ([name, make]) => `${name} ${(make as (...args: string[]) => string)(...Array.from({ length: make.length }, (_, i) => `:${i + 1}`))}`,
)
const lines = [
  ...listed,
  ...settingsSections.map((s) => `settings ${paths.settings(s)}`),
  ...accountSections.map((s) => `account ${paths.account(s)}`),
  ...operatorSections.map((s) => `operator ${paths.operator(s)}`),
].sort()

test('the list of addresses is the one on record', () => {
  if (process.env['UPDATE_GOLDEN']) writeFileSync(golden, `${lines.join('\n')}\n`)
  expect(lines.join('\n')).toBe(readFileSync(golden, 'utf8').trim())
})
test('an id can not break out of its segment', () => {
  expect(paths.payout('../settings?x=1#y')).toBe('/payouts/..%2Fsettings%3Fx%3D1%23y')
})
