// Addresses that are spelled exist: what strangers may open, what mails lead to, what any page or place of the product links to.
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  accountSections,
  operatorSections,
  paths,
  settingsSections,
  type AccountAct,
  type AwardAct,
  type BatchAct,
  type MemberAct,
  type PayeeAct,
  type PayoutAct,
  type ProgramAct,
} from '../../app/_ui/paths.ts'
import { isPublicPath, publicPaths } from '../../lib/platform/http/public-paths.ts'
import { root, sourceTree } from '../support/source-tree.ts'

const tree = sourceTree()
/** The address that a file of the framework answers, with `[id]` for a part that varies; undefined: none. */
function addressOf(file: string): string | undefined {
  const own = /^app\/(?!_)((?:.+\/)?)(page\.tsx|route\.ts)$/.exec(file)
  if (own)
    return `/${(own[1] as string)
      .split('/')
      .filter((part) => part !== '' && !/^\(.*\)$/.test(part))
      .join('/')}`
  if (/^app\/(icon|apple-icon|favicon)\.\w+$/.test(file)) return file.slice(3)
  return file === 'app/manifest.ts' ? '/manifest.webmanifest' : file.startsWith('public/') ? file.slice(6) : undefined
}
/** Files that are no text, and the verifier, which the build writes. */
const others = ['app/apple-icon.png', 'app/favicon.ico', 'app/icon.svg', 'public/icon-512.png', 'public/verify.mjs']
const routes = new Map(
  [...tree.map((f) => f.path), ...others].flatMap((file) => {
    const address = addressOf(file)
    return address === undefined ? [] : [[address, file] as const]
  }),
)
const patterns = [...routes].map(([address, file]) => ({
  file,
  address,
  test: new RegExp(
    `^${address
      .replaceAll(/[.]/g, '\\.')
      .replaceAll(/\[\.{3}\w+\]/g, '.+')
      .replaceAll(/\[\w+\]/g, '[^/]+')}$`,
  ),
}))
/** The file that answers an address: one that names it before one that lets a part vary. */
const fileFor = (path: string): string | undefined => routes.get(path) ?? patterns.find((p) => p.test.test(path))?.file

test('files that are no text are there', () => {
  for (const file of others) if (file !== 'public/verify.mjs') expect(existsSync(root + file), file).toBe(true)
})

describe('who comes without a session', () => {
  test('finds a page or a file at every address that is open', () => {
    const empty = publicPaths.filter(
      ({ path }) =>
        path !== '/_next/static/' && !(path.endsWith('/') ? [...routes.keys()].some((address) => address.startsWith(path)) : fileFor(path) !== undefined),
    )
    expect(empty).toEqual([])
  })
  test('is named once', () => {
    expect(new Set(publicPaths.map((p) => p.path)).size).toBe(publicPaths.length)
  })
  test('comes to every page of the way in, but for those that confirm or change who is signed in', () => {
    const closed = [...routes]
      .filter(([address, file]) => file.startsWith('app/(auth)/') && file.endsWith('page.tsx') && !isPublicPath(address.replaceAll(/\[\w+\]/g, 'x')))
      .map(([address]) => address)
    expect(closed.sort()).toEqual(['/confirm', '/other-network', '/sign-out', '/switch', '/switch/[member]'])
  })
  test('comes to no page of the desk or the phone', () => {
    expect([...routes].filter(([address, file]) => /^app\/\((desk|crew)\)\//.test(file) && isPublicPath(address.replaceAll(/\[\w+\]/g, 'x')))).toEqual([])
  })
})

/** Addresses inside mails and other texts that leave the product, with `x` for what varies. */
const mailed = tree
  .filter((f) => /^(lib|scripts)\/.*\.ts$/.test(f.path))
  .flatMap((f) => [
    ...[...f.text.matchAll(/(?:config\(\)\.url|\burl)\}(\/[\w./${}()?.'=, -]*?)(?=[`'"\s,;)]|$)/gm)].map((m) => ({
      file: f.path,
      path: (m[1] as string).replaceAll(/\$\{[^}]*\}?/g, 'x').replace(/[.,;]$/, ''),
    })),
    ...[...f.text.matchAll(/\blink\('([a-z-]+)', token\)/g)].map((m) => ({ file: f.path, path: `/${m[1]}/x` })),
  ])
  .filter(({ path }) => path !== '/x/x')
describe('what a mail leads to', () => {
  test('exists, and is open to who has no session where the link itself is the credential', () => {
    expect(mailed.length).toBeGreaterThan(12)
    for (const { file, path } of mailed) {
      const answering = fileFor(path)
      expect(answering, `${file}: ${path}`).toBeDefined()
      if (answering?.startsWith('app/(auth)/')) expect(isPublicPath(path), `${file}: ${path} asks for a session`).toBe(true)
    }
    for (const folder of ['setup', 'invitation', 'reset', 'recover', 'confirm-email'])
      expect(
        mailed.map((m) => m.path.split('/')[1]),
        folder,
      ).toContain(folder)
  })
})

/** Every act that has an address: a new one does not compile until it is here. */
const acts: Readonly<Record<string, readonly string[]>> = {
  memberAct: Object.keys({ role: 1, suspend: 1, resume: 1, end: 1, sessions: 1, 'invite-again': 1, withdraw: 1 } satisfies Record<MemberAct, 1>),
  accountAct: Object.keys({ password: 1, email: 1, codes: 1, 'add-factor': 1, 'add-passkey': 1, phone: 1, enrol: 1, leave: 1 } satisfies Record<AccountAct, 1>),
  payeeAct: Object.keys({ change: 1, link: 1, merge: 1 } satisfies Record<PayeeAct, 1>),
  payoutAct: Object.keys({ approve: 1, reject: 1, hold: 1, resume: 1, reissue: 1 } satisfies Record<PayoutAct, 1>),
  payoutsAct: ['approve', 'reject', 'resume'],
  awardsAct: ['confirm', 'decline'],
  batchAct: Object.keys({ day: 1, add: 1, remove: 1, release: 1, refuse: 1, cancel: 1 } satisfies Record<BatchAct, 1>),
  programAct: Object.keys({ budget: 1, change: 1, try: 1 } satisfies Record<ProgramAct, 1>),
  awardAct: Object.keys({ adjust: 1 } satisfies Record<AwardAct, 1>),
  catalogueItemAct: ['change'],
  redemptionAct: ['fulfil', 'cancel'],
  disputeAct: ['decide'],
  operatorTenantAct: ['suspend', 'resume'],
  settings: settingsSections,
  account: accountSections,
  operator: operatorSections,
}
const made = Object.entries(paths).flatMap(([name, make]) => {
  const call = make as (...args: string[]) => string,
    last = acts[name]
  return (last ?? ['x']).map((act) => ({
    name: `${name} ${act}`,
    path: (last
      ? call(...Array.from({ length: Math.max(0, make.length - 1) }, () => 'x'), act)
      : call(...Array.from({ length: make.length }, () => 'x'))
    ).split('?')[0] as string,
  }))
})
describe('what the product links to', () => {
  test.each(made.map((m) => [m.name, m.path] as const))('%s', (_name, path) => {
    expect(fileFor(path), `${path} answers nothing`).toBeDefined()
  })
  test('no page, place or part of one spells an address by hand that does not exist', () => {
    const spelled = tree
      .filter((f) => f.path.startsWith('app/') && /\.tsx?$/.test(f.path))
      .flatMap((f) =>
        [...f.text.matchAll(/\b(?:href|redirect|location\.assign)(?:=|\()\{?['"`](\/[^'"`?#$]*)['"`]/g)].map((m) => ({ file: f.path, path: m[1] as string })),
      )
    for (const { file, path } of spelled) expect(fileFor(path), `${file}: ${path}`).toBeDefined()
  })
  test('no page is out of reach: an address names it', () => {
    const alone = [...routes]
      .filter(([, file]) => file.endsWith('page.tsx') && !made.some(({ path }) => patterns.find((p) => p.file === file)?.test.test(path)))
      .map(([address]) => address)
    expect(alone).toEqual([])
  })
})
