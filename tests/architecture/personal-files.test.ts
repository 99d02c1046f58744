// Every file of people has the form that asks for its code, and the helpers of the proofs know it: a link to one without would lead nowhere.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const files = readdirSync('app', { recursive: true, encoding: 'utf8' })
  .map((file) => `app/${file}`)
  .filter((file) => file.endsWith('.csv/route.ts') && readFileSync(file, 'utf8').includes('personalCsvHandlers('))
  .map((file) =>
    file
      .replaceAll('\\', '/')
      .replace(/^app/, '')
      .replace(/\/\([^)]*\)/g, '')
      .replace(/\/route\.ts$/, ''),
  )
  .sort()
test.each(['app/(auth)/confirm/page.tsx', 'tests/support/personal-download.ts'])('%s names each', (source) => {
  expect(files.length).toBeGreaterThanOrEqual(4)
  const text = readFileSync(source, 'utf8'),
    plain = files.filter((file) => !file.includes('['))
  expect([...new Set([...text.matchAll(/'(\/[\w/-]+\.csv)':/g)].map((m) => m[1]))].sort()).toEqual(plain)
  // The file of one record is known by the pattern of its address.
  for (const file of files.filter((one) => one.includes('[')))
    expect(text).toContain(file.replaceAll('/', '\\/').replace('.', '\\.').replace('[id]', '(rvw_[0-9a-z]{26})'))
})
