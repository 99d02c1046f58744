// The documents on security say what the code does: every number, table, key and use of cryptography in them is compared with it.
// ASVS V2.1.3 V5.1.1 V6.1.1 V6.1.2 V7.1.1 V11.1.2 V11.1.3 V13.1.2 V13.1.3 V14.1.1 V15.1.3
import { getTableConfig } from 'drizzle-orm/pg-core'
import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { heldByTenantMax } from '../../lib/access/tenant-share.ts'
import { exportsAtOnceMax, exportsOfCompanyMax } from '../../lib/audit/export-places.ts'
import { rowsAtOnce } from '../../lib/audit/list-export.ts'
import { stepSecondsMax } from '../../lib/identity/flow.ts'
import { linkHours } from '../../lib/identity/link-token.ts'
import { factorsMax } from '../../lib/identity/own-factors.ts'
import { answerSignsMax } from '../../lib/identity/passkeys/passkey-answer.ts'
import { passkeysMax } from '../../lib/identity/passkeys/own-passkeys.ts'
import { challengeSecondsMax } from '../../lib/identity/passkeys/challenge.ts'
import { argonCost, passwordLengthMax, passwordLengthMin } from '../../lib/identity/password.ts'
import { sessionLengthsOf } from '../../lib/identity/session-lengths.ts'
import { throttleRules, triesPerChallengeMax, type ThrottleName } from '../../lib/identity/throttle-rules.ts'
import { batchPayoutsMax } from '../../lib/incentives/make-batch.ts'
import { pageSizeMax } from '../../lib/kernel/cursor.ts'
import { bodyLimit } from '../../lib/platform/http/body-limits.ts'
import { keyKinds } from '../../lib/platform/keys/key-files.ts'
import { xmlBytesMax } from '../../lib/platform/rails/read-xml.ts'
import { metadataBytesMax } from '../../lib/identity/sso/read-metadata.ts'
import { messageBytesMax } from '../../lib/identity/sso/verify-response.ts'
import { metadataMilliseconds } from '../../lib/tenancy/sso-change.ts'
import { connectionsMax } from '../../lib/tenancy/sso-connection.ts'
import { missingDaysMax } from '../../lib/tenancy/domain.ts'
import { domainsMax } from '../../lib/tenancy/domains.ts'
import { nameMilliseconds } from '../../lib/platform/dns/names.ts'
import { policyOf } from '../../lib/tenancy/policy.ts'
import { readingMegabytesMax } from '../../scripts/reading-thread.ts'
import { expectGolden } from '../support/golden.ts'
import { root, sourceTree } from '../support/source-tree.ts'
import { schemaTables } from '../support/schema-tables.ts'
import { namedMax } from '../../lib/tenancy/scim/group-fields.ts'
import { keptMax } from '../../lib/tenancy/scim/note-request.ts'
import { filterDepthMax, filterLengthMax, filterTermsMax } from '../../lib/tenancy/scim/read-filter.ts'
import { keyRequestsPerMinuteMax } from '../../lib/access/key-share.ts'
import { keyNetworksMax, keysMax } from '../../lib/tenancy/keys/api-key.ts'
import { signInsKeptDays } from '../../lib/tenancy/watch/forget-sign-ins.ts'
import { answersKeptDays } from '../../lib/tenancy/keys/forget-answers.ts'
import { depthMax, valuesMax } from '../../lib/tenancy/scim/read-json.ts'
import { patchStepsMax } from '../../lib/tenancy/scim/read-patch.ts'
import { countMax } from '../../lib/tenancy/scim/scim-inputs.ts'

const page = (name: string): string => readFileSync(`${root}docs/security/${name}.md`, 'utf8')
const source = (path: string): string => readFileSync(root + path, 'utf8')
/** A constant of a file that does not export it. */
const constant = (path: string, name: string): number => Number((new RegExp(`\\b${name} = ([\\d_]+)`).exec(source(path))?.[1] ?? 'NaN').replaceAll('_', ''))
const grouped = (n: number): string => n.toLocaleString('en')
const tables = schemaTables.map((t) => getTableConfig(t)).map(({ schema, name }) => (schema === undefined || schema === 'public' ? name : `${schema}.${name}`))

describe('signing in', () => {
  const text = page('sign-in')
  test('every counter with its free tries and its longest wait', () => {
    const words: Readonly<Record<ThrottleName, string>> = {
      addressFromNetwork: 'wrong passwords for one address from one network',
      address: 'wrong passwords for one address from everywhere',
      network: 'wrong passwords from one network, whatever the address',
      factor: 'wrong codes of one account',
      startFromNetwork: 'sign-ins begun from one network without reaching a right password',
      textToAccount: 'text messages asked for by one account',
      textToNumber: 'text messages to one number',
      textFromNetwork: 'text messages asked for from one network',
      passkeyFromNetwork: 'refused passkeys by themselves from one network',
      answerFromNetwork: 'refused answers at one connection from one network',
      answerToRequest: 'refused answers to one sign-in while its network waits',
      logoutFromNetwork: 'refused sign-outs at one connection from one network',
      mailToAddress: 'mails that anyone can cause for one address',
      mailFromNetwork: 'mails and links that one network can cause',
      linkFromNetwork: 'links that do not exist, from one network',
      tokenFromNetwork: 'provisioning tokens that open nothing, from one network',
      keyFromNetwork: 'API keys that open nothing, from one network',
      reportFromNetwork: 'reports of vulnerabilities from one network',
    }
    for (const [name, rule] of Object.entries(throttleRules)) {
      expect(rule.windowSeconds).toBe(3_600)
      expect(text).toContain(`| ${words[name as ThrottleName]} | ${rule.free} | ${rule.waitSecondsMax / 60} min |`)
    }
    expect(text).toContain(`${['', 'One', 'Two', 'Three', 'Four', 'Five'][triesPerChallengeMax]} wrong codes end a challenge`)
  })
  test('passwords, steps, links and sessions', () => {
    expect(text).toContain(`${passwordLengthMin} to ${passwordLengthMax} characters`)
    expect(text).toContain(`argon2id with ${argonCost.memoryCost / 1024} MiB, one pass and one lane`)
    expect([argonCost.timeCost, argonCost.parallelism]).toEqual([1, 1])
    expect(text).toContain(`| question to a passkey | 256 | ${challengeSecondsMax / 60} min, once, for its flow or session |`)
    expect(text).toContain(`| step of a sign-in | 256 | ${stepSecondsMax / 60} min |`)
    expect(text).toContain(`| link: first start, invitation, recovery | 256 | ${linkHours.setup} h, once |`)
    expect([linkHours.invite, linkHours.recover]).toEqual([linkHours.setup, linkHours.setup])
    expect(text).toContain(`| link: reset | 256 | ${linkHours.reset * 60} min, once; using one voids the others |`)
    expect(text).toContain(`| link: another address, proof of an address | 256 | ${linkHours.change_email} h, once |`)
    const { office, crew } = sessionLengthsOf({})
    expect(text).toContain(`| everyone who decides or looks after things | ${office.idleSeconds / 60} min | ${office.secondsMax / 3_600} h |`)
    expect(text).toContain(`| crew members | ${crew.idleSeconds / 86_400} days | ${crew.secondsMax / 86_400} days |`)
  })
})
describe('limits', () => {
  const text = page('limits'),
    places = 'lib/platform/http/places.ts'
  test.each([
    ['address', `| address | ${grouped(constant('lib/platform/http/judge-request.ts', 'longestTarget'))} signs | 414 |`],
    ['action', `| body of an action | ${bodyLimit('/x', 'text/plain') / 1_048_576} MB | 413 |`],
    ['form', `| body of a form with a file | ${Math.floor(bodyLimit('/x', 'multipart/form-data') / 1_048_576)} MB | 413 |`],
    ['import', `| body of an import | ${Math.floor(bodyLimit('/api/imports/upload', undefined) / 1_048_576)} MB | 413 |`],
    ['reports', `| reports of browsers that one process writes into its log | ${constant('app/reports/csp/route.ts', 'writtenPerMinuteMax')} a minute |`],
    ['report', `| report of a browser | ${bodyLimit('/reports/csp', undefined) / 1024} kB | 413 |`],
    ['time', `| time for a body | ${constant('lib/platform/http/front-server.ts', 'slowestBodyMs') / 1000} s, uploads 15 min | closed |`],
    [
      'load',
      `| requests that are answered at once, of one address | ${constant(places, 'answeredMax')}, ${constant(places, 'answeredFromOneMax')} | 503 |\n| bodies on their way at once, of one address | ${grouped(constant(places, 'arrivingMax'))}, ${constant(places, 'arrivingFromOneMax')} | 503 |`,
    ],
    [
      'silence',
      `| silence within a body | ${constant('lib/platform/http/front-server.ts', 'silentBodyMs') / 1000} s, uploads ${constant('lib/platform/http/front-server.ts', 'silentUploadMs') / 1000} s | closed |`,
    ],
    ['rate', `| calls of one session | ${grouped(constant('lib/access/rate.ts', 'callsPerMinuteMax'))} a minute | 429 |`],
    ['tokens', `| requests of one provisioning token | ${grouped(constant('lib/access/rate.ts', 'tokenRequestsPerMinuteMax'))} a minute | 429 |`],
    [
      'provisioning',
      `| request of a provider by SCIM | 1 MB, at most ${depthMax} levels deep, ${grouped(valuesMax)} values | 413, 400 |\n| filter of one | ${grouped(filterLengthMax)} characters, ${filterDepthMax} levels deep, ${filterTermsMax} comparisons | 400 |\n| operations of one, members named in one | ${patchStepsMax}, ${grouped(namedMax)} | 400 |\n| people or groups in one answer | ${countMax} |`,
    ],
    [
      'provisioning tokens',
      `| provisioning tokens alive for one of them | ${constant('lib/tenancy/scim/scim-token.ts', 'tokensMax')} |\n| requests kept for the page, of each token | ${keptMax} |`,
    ],
    [
      'API keys',
      `| requests of one API key, by all servers together | ${keyRequestsPerMinuteMax} a minute | 429 |\n| body of a program’s request | 1 MB, at most ${depthMax} levels deep, ${grouped(valuesMax)} values | 413, 400 |`,
    ],
    [
      'keys of a member',
      `| API keys of one member that are alive, networks of one | ${keysMax}, ${keyNetworksMax} |\n| days that an answer to a program is kept for its repetition | ${answersKeptDays} |`,
    ],
    ['sign-ins', `| days that the list of sign-ins reaches back | ${signInsKeptDays} |`],
    [
      'hashes',
      `| passwords hashed at once | ${constant('lib/identity/password.ts', 'hashesAtOnce')} in one process, waiting ${constant('lib/identity/password.ts', 'waitMillisecondsMax') / 1000} s | 503 |`,
    ],
    ['thread', `no\nenvironment and no key, and at most ${grouped(readingMegabytesMax)} MB`],
    [
      'statements',
      `ACH up to ${xmlBytesMax / 1_048_576} MB, CSV up to 20 MB and ${grouped(constant('lib/platform/rails/read-csv-statement.ts', 'rowsMax'))} rows`,
    ],
    ['depth', `at most ${constant('lib/platform/rails/read-xml.ts', 'depthMax')} levels deep`],
    ['two people', `| two people approve from | ${grouped(Number(policyOf({}).twoFrom('USD').minor) / 100)} units`],
    ['manager', `| a manager approves up to | ${grouped(Number(policyOf({}).limitOf('manager', 'USD')?.minor) / 100)} units`],
    ['hold', `| a changed bank detail is held for | ${policyOf({}).bankDetailHoldDays} days (0 to 60) |`],
    ['batch', `| payouts in a batch | ${grouped(batchPayoutsMax)} |`],
    ['export', `| rows of an export of a list | none; rows read at once ${grouped(rowsAtOnce)} |`],
    ['page', `| rows of a page | ${pageSizeMax} |`],
    ['exports', `| exports of the log at once, and as many of long lists | ${exportsAtOnceMax} |\n| of them for one company | ${exportsOfCompanyMax} |`],
    ['factors', `| authenticators of one account | ${factorsMax} |`],
    ['passkeys', `| passkeys of one account | ${passkeysMax} |\n| answer of a passkey | ${grouped(answerSignsMax)} signs |`],
    ['domains', `| domains of a company | ${domainsMax} |\n| days that the record of a domain may be missing | ${missingDaysMax} |`],
    ['providers', `| providers of a company | ${connectionsMax} |`],
    ['metadata', `| metadata of a provider | ${metadataBytesMax / 1_048_576} MB, when an admin enters its address | ${metadataMilliseconds / 1000} s |`],
    [
      'answers',
      `| answer of a provider by SAML | ${messageBytesMax / 1024} kB, at most ${constant('lib/identity/sso/strict-xml.ts', 'depthMax')} levels deep | refused |`,
    ],
    ['name servers', `| name servers | one name at a time | ${nameMilliseconds / 1000} s |`],
    ['own roles', `| roles of a company's own | ${constant('lib/tenancy/write-role.ts', 'ownRolesMax')} |`],
    ['networks', `| ranges in a list of networks | ${constant('lib/tenancy/network-rules.ts', 'rangesMax')} |`],
    ['delegation', `| days of a delegation | ${constant('lib/tenancy/delegation.ts', 'daysMax')} |`],
    ['jobs', `background jobs, ${constant('lib/jobs/worker.ts', 'concurrentMax')} at once in a process`],
    [
      'mail',
      `${constant('lib/platform/mail/smtp.ts', 'timeoutMilliseconds') / 1000} s for each step | tried again, ${constant('lib/jobs/deliver-mail.ts', 'attemptsMax')} times`,
    ],
  ])('%s', (_name, row) => {
    expect(text).toContain(row)
  })
  test('connections and their waits', () => {
    const most = /connectionsMax[^{]*\{([^}]*)\}/.exec(source('db/client.ts'))?.[1] ?? ''
    expect(most).toContain('app: 12, auth: 6, worker: 4, sealer: 3, platform: 2, backup: 2')
    expect(text).toContain(`| of these, for one company | ${heldByTenantMax} |`)
    for (const [login, count] of [
      ['app_rw', 12],
      ['app_auth', 6],
      ['app_worker', 4],
      ['app_sealer', 3],
    ] as const)
      expect(text).toContain(`| PostgreSQL as ${login} | ${count} |`)
    const roles = source('drizzle/always/10_roles.sql')
    for (const line of [
      "app_rw set statement_timeout = '30s'",
      "app_auth set statement_timeout = '10s'",
      "app_worker set statement_timeout = '10min'",
      "app_rw set lock_timeout = '5s'",
    ])
      expect(roles).toContain(line)
    expect(text).toContain('| any statement of a request | 30 s (sign-in 10 s, jobs 10 min), a lock 5 s |')
  })
})
describe('data', () => {
  test('every table has exactly one class', () => {
    const rows = page('data').split('## Tables')[1]?.split('## ')[0] ?? '',
      named = [...rows.matchAll(/`([\w.]+)`/g)].map((m) => m[1] as string)
    expect([...named].sort()).toEqual([...new Set(tables)].sort())
  })
  test('every event and every field of it is in the reviewed list that the page on logging names', () => {
    for (const name of ['audit-events.txt', 'access-matrix.txt', 'hand-written-sql.txt', 'cryptography.txt'])
      expect(
        ['logging', 'sign-in', 'supply-chain', 'cryptography'].some((p) => page(p).includes(`tests/architecture/${name}`)),
        name,
      ).toBe(true)
  })
})
describe('cryptography', () => {
  test('every use is in a reviewed list', () => {
    const calls =
      /\b(create(?:Hash|Hmac|Sign|Verify)\('[\w-]+'|create(?:Cipher|Decipher)iv\('[\w-]+'|hkdfSync\('[\w-]+'|generateKeyPairSync\('[\w-]+'|random(?:Bytes|Int)\(|randomUUID\(|timingSafeEqual\(|sign\(null|verify\(null|\bhash\('[\w-]+'|(?<![\w.])hash\(password|verify\(against|encode\(\{ token|decode\(\{ token)/g
    const uses = sourceTree()
      .filter((f) => /^(app|lib|db|scripts)\/|^middleware\.ts$/.test(f.path) && /\.(ts|tsx|mjs)$/.test(f.path) && !/^scripts\/(bench|demo|build)/.test(f.path))
      .flatMap((f) => [...new Set([...f.text.matchAll(calls)].map((m) => m[1] as string))].sort().map((call) => `${f.path.padEnd(48)}${call}`))
    const inDatabase = sourceTree()
      .filter((f) => /^drizzle\/always\/.*\.sql$/.test(f.path))
      .flatMap((f) =>
        [...new Set([...f.text.matchAll(/\b(sha256|hmac|digest|gen_random_bytes|gen_random_uuid|crypt)\(/g)].map((m) => m[1] as string))]
          .sort()
          .map((call) => `${f.path.padEnd(48)}${call}(`),
      )
    expectGolden('cryptography.txt', `${[...uses, ...inDatabase].sort().join('\n')}\n`)
  })
  test('every key of the directory is in the inventory', () => {
    const text = page('cryptography')
    for (const name of [...keyKinds, 'session', 'backup']) expect(text).toContain(`\`${name}.key\``)
    expect(text).toContain('argon2id, 46 MiB, 1 pass, 1 lane')
  })
})
describe('links', () => {
  test('of the documents lead to files that exist, and every page is listed', () => {
    const names = readdirSync(`${root}docs/security`)
    const start = page('README')
    for (const name of names) if (name !== 'README.md') expect(start, name).toContain(name)
    const paths = new Set(sourceTree().map((f) => f.path))
    for (const name of names.filter((n) => n.endsWith('.md')))
      for (const [, path] of readFileSync(`${root}docs/security/${name}`, 'utf8').matchAll(
        /`((?:tests|lib|drizzle|app|db|scripts|docs)\/[\w./-]+|\.ci\/[\w.-]+|\.npmrc)`/g,
      )) {
        const at = path as string
        expect(at.endsWith('/') ? [...paths].some((p) => p.startsWith(at)) : paths.has(at) || at === '.npmrc', `${name}: ${at}`).toBe(true)
      }
  })
})
