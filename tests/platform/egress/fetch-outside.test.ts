// The product asks addresses of the open internet only, whatever way an inner one is spelled, named, answered by a resolver or led to; and takes no more than it asked for, no later than it waits.
// ASVS V1.3.6 V13.2.4 V13.2.5 V15.3.2
import { createServer as createPlain, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSafe } from 'node:https'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EgressRefused } from '../../../lib/platform/egress/egress-refused.ts'
import { fetchOutside, pinned, type Address, type OutsideRequest, type Surroundings } from '../../../lib/platform/egress/fetch-outside.ts'
import { judgeUrl } from '../../../lib/platform/egress/judge-url.ts'
import { isOutside } from '../../../lib/platform/egress/outside-address.ts'
import { makeCertificate } from '../../support/certificate.ts'

const certificate = makeCertificate({ hosts: ['provider.example.org', '127.0.0.1'] })
const seen: { url: string | undefined; headers: Record<string, unknown>; body: string }[] = []
let answers: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) => response.end('fine')
const safe = createSafe({ key: certificate.privateKey, cert: certificate.pem }, (request, response) => {
  let body = ''
  request
    .on('data', (part: Buffer) => {
      body += part.toString()
    })
    .on('end', () => {
      seen.push({ url: request.url, headers: request.headers, body })
      answers(request, response)
    })
})
const plain = createPlain((_request, response) => response.end('plain'))
let port = 0,
  plainPort = 0
beforeAll(async () => {
  await Promise.all([new Promise<void>((done) => safe.listen(0, '127.0.0.1', done)), new Promise<void>((done) => plain.listen(0, '127.0.0.1', done))])
  port = (safe.address() as AddressInfo).port
  plainPort = (plain.address() as AddressInfo).port
})
afterAll(() => {
  safe.closeAllConnections()
  safe.close()
  plain.close()
})

const home = (): string => `https://provider.example.org:${port}`
const names =
  (...found: string[]): Surroundings['resolve'] =>
  async () =>
    found.map((address): Address => ({ address, family: address.includes(':') ? 6 : 4 }))
const around = (over: Partial<Surroundings> = {}): Surroundings => ({ allowed: [home()], resolve: names('127.0.0.1'), authorities: certificate.pem, ...over })
const usual: OutsideRequest = { bytesMax: 10_000, millisecondsMax: 5_000 }
async function refusal(address: string, request: Partial<OutsideRequest> = {}, over: Partial<Surroundings> = {}): Promise<string> {
  try {
    await fetchOutside(address, { ...usual, ...request }, around(over))
  } catch (error) {
    if (error instanceof EgressRefused) return error.check
    throw error
  }
  throw new Error('it was asked and answered')
}

describe('an inner address is refused before anything is asked', () => {
  const spelled = [
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '017700000001',
    '0x7f.0x0.0x0.0x1',
    '127.0.0.1.',
    '127.255.255.254',
    '0',
    '0.0.0.0',
    '１２７.０.０.１',
    '①②⑦.0.0.1',
    '%31%32%37.0.0.1',
    '127。0。0。1',
    '10.0.0.1',
    '10.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '192.168.257',
    '169.254.169.254',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
    '100.100.100.200',
    '100.64.0.1',
    '192.0.0.192',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '240.0.0.1',
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[64:ff9b:1::a00:1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
    '[fe80::1]',
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[ff02::1]',
    '[2001:db8::1]',
    '[3fff::1]',
    '[5f00::1]',
    '[100::1]',
  ]
  test.each(spelled)('%s', async (host) => {
    let asked = 0
    expect(
      await refusal(
        `https://${host}/`,
        {},
        {
          resolve: async () => {
            asked++
            return [{ address: '93.184.215.14', family: 4 }]
          },
        },
      ),
    ).toBe('inside')
    expect(asked, 'an address is judged by itself').toBe(0)
  })
  test.each([
    'localhost',
    'LOCALHOST',
    'localhost.',
    'a.localhost',
    'printer',
    'db.internal',
    'metadata.google.internal',
    'nas.local',
    'router.lan',
    'x.home.arpa',
    'intranet',
  ])('the name %s', async (host) => {
    expect(await refusal(`https://${host}/`, {}, { resolve: names('93.184.215.14') })).toBe('inside')
  })
  test('whatever number is written for an inner IPv4 address', () => {
    fc.assert(
      fc.property(fc.constantFrom([10, 8], [127, 8], [0, 8]), fc.nat(0xffffff), fc.constantFrom(10, 16, 8), ([first], rest, base) => {
        const n = (first as number) * 0x1000000 + rest,
          text = base === 16 ? `0x${n.toString(16)}` : base === 8 ? `0${n.toString(8)}` : String(n)
        expect(() => judgeUrl(`https://${text}/`, [])).toThrow(EgressRefused)
      }),
    )
  })
  test('an outer one is not', () => {
    for (const address of ['93.184.215.14', '1.1.1.1', '8.8.8.8', '172.32.0.1', '2606:4700::1111', '2a00:1450:4001::1'])
      expect(isOutside(address), address).toBe(true)
    for (const text of ['', 'x', '1.2.3', '2606:4700::1111%eth0', '[2606:4700::1111]']) expect(isOutside(text), text).toBe(false)
    expect(judgeUrl('https://idp.example.com/metadata', []).host).toBe('idp.example.com')
  })
})
describe('what else an address may not be', () => {
  test.each([
    ['http://idp.example.com/', 'scheme'],
    ['ftp://idp.example.com/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['gopher://idp.example.com:70/', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['https://me:secret@idp.example.com/', 'credentials'],
    ['https://idp.example.com@127.0.0.1/', 'credentials'],
    ['https://idp.example.com:25/', 'port'],
    ['https://idp.example.com:80/', 'port'],
    ['https://idp.example.com:22/', 'port'],
    ['idp.example.com', 'address'],
    ['//idp.example.com', 'address'],
    ['https://', 'address'],
    [`https://idp.example.com/${'a'.repeat(3_000)}`, 'address'],
  ])('%s: %s', async (address, check) => {
    expect(await refusal(address)).toBe(check)
  })
})
describe('a name', () => {
  test('that a resolver leads inside is refused, though one of its addresses is outside', async () => {
    for (const found of [['10.0.0.5'], ['93.184.215.14', '10.0.0.5'], ['::1'], ['::ffff:10.0.0.5'], ['169.254.169.254', '2606:4700::1111'], ['fd00::1']])
      expect(await refusal('https://provider.example.org/', {}, { allowed: [], resolve: names(...found) }), found.join(' ')).toBe('inside')
  })
  test('that answers differently the second time (rebinding) is asked once, and the connection goes where was judged', async () => {
    let asked = 0
    const turning: Surroundings['resolve'] = async () => [{ address: asked++ === 0 ? '127.0.0.1' : '127.0.0.2', family: 4 }]
    const answer = await fetchOutside(`${home()}/once`, usual, around({ resolve: turning }))
    expect([answer.status, answer.body.toString(), asked]).toEqual([200, 'fine', 1])
    for (const all of [true, false])
      pinned({ address: '93.184.215.14', family: 4 })('rebound.example.org', { all }, (error, address) => {
        expect(error).toBeNull()
        expect(JSON.stringify(address)).toContain('93.184.215.14')
      })
  })
  test('that nobody has is said so', async () => {
    expect(
      await refusal(
        'https://nobody.example.org/',
        {},
        {
          resolve: async () => {
            throw new Error('ENOTFOUND')
          },
        },
      ),
    ).toBe('name')
    expect(await refusal('https://nobody.example.org/', {}, { resolve: names() })).toBe('name')
  })
  test('must be that of the certificate, issued by somebody known', async () => {
    expect(await refusal(`https://other.example.org:${port}/`, {}, { allowed: [`https://other.example.org:${port}`] })).toBe('unreachable')
    const stranger = makeCertificate({ hosts: ['provider.example.org'] })
    expect(await refusal(`${home()}/`, {}, { authorities: stranger.pem })).toBe('unreachable')
  })
})
describe('an exception', () => {
  test('is one exact origin: scheme, name and port', async () => {
    const own = `http://127.0.0.1:${plainPort}`
    expect((await fetchOutside(`${own}/metadata`, usual, { allowed: [own], resolve: names() })).body.toString()).toBe('plain')
    for (const address of [
      `https://127.0.0.1:${plainPort}/`,
      `http://localhost:${plainPort}/`,
      `http://127.0.0.1:${plainPort + 1}/`,
      `http://127.0.0.1:${plainPort}@evil.example.org/`,
    ])
      expect(['scheme', 'inside', 'credentials'], address).toContain(await refusal(address, {}, { allowed: [own] }))
  })
})
describe('an answer', () => {
  test('that leads on is not followed unless asked for, and then each step is judged like the first', async () => {
    answers = (request, response) => {
      if (request.url === '/on') response.writeHead(302, { location: '/end' }).end()
      else response.end('the end')
    }
    expect(await refusal(`${home()}/on`)).toBe('redirect')
    const answer = await fetchOutside(`${home()}/on`, { ...usual, redirectsMax: 1 }, around())
    expect([answer.body.toString(), answer.url]).toEqual(['the end', `${home()}/end`])
    for (const [location, check] of [
      ['https://127.0.0.1/', 'inside'],
      ['https://[::ffff:7f00:1]/', 'inside'],
      [`http://127.0.0.1:${plainPort}/`, 'scheme'],
      ['https://169.254.169.254/latest/meta-data', 'inside'],
      ['file:///etc/passwd', 'scheme'],
      ['https://localhost/', 'inside'],
      ['https://', 'redirect'],
    ] as const) {
      answers = (_request, response) => response.writeHead(302, { location }).end()
      expect(await refusal(`${home()}/on`, { redirectsMax: 3 }), location).toBe(check)
    }
    answers = (_request, response) => response.writeHead(302, { location: '/on' }).end()
    expect(await refusal(`${home()}/on`, { redirectsMax: 3 })).toBe('redirect')
    expect(await refusal(`${home()}/on`, { redirectsMax: 3, method: 'POST', body: 'x' })).toBe('redirect')
  })
  test('that is too large is cut off, declared or not', async () => {
    answers = (_request, response) => response.writeHead(200, { 'content-length': '200000000' }).end()
    expect(await refusal(`${home()}/large`)).toBe('too large')
    let sent = 0
    answers = (_request, response) => {
      const more = (): void => {
        while (sent < 200_000_000 && !response.destroyed) {
          sent += 16_384
          if (!response.write(Buffer.alloc(16_384))) {
            response.once('drain', more)
            return
          }
        }
      }
      more()
    }
    expect(await refusal(`${home()}/endless`)).toBe('too large')
    expect(sent).toBeLessThan(20_000_000)
  })
  test('that is slow, in its first byte or drop by drop, is waited for no longer than said', async () => {
    answers = () => undefined
    expect(await refusal(`${home()}/never`, { millisecondsMax: 150 })).toBe('too slow')
    answers = (_request, response) => {
      const drop = setInterval(() => response.write('.'), 20)
      response.on('close', () => clearInterval(drop))
    }
    expect(await refusal(`${home()}/drops`, { millisecondsMax: 300 })).toBe('too slow')
    expect(await refusal(`${home()}/name`, { millisecondsMax: 100 }, { resolve: () => new Promise(() => undefined) })).toBe('too slow')
  })
  test('with endless headers, or compressed so that a little unfolds into much, is not taken', async () => {
    answers = (_request, response) => response.writeHead(200, { 'x-long': 'a'.repeat(20_000) }).end()
    expect(await refusal(`${home()}/headers`)).toBe('headers')
    answers = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x')
    expect(await refusal(`${home()}/gzip`)).toBe('encoding')
  })
  test('that breaks off is said to have broken off', async () => {
    answers = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half')
      setTimeout(() => response.destroy(), 20)
    }
    expect(await refusal(`${home()}/half`)).toBe('unreachable')
    expect(await refusal(`https://provider.example.org:${plainPort}/`, {}, { allowed: [`https://provider.example.org:${plainPort}`] })).toBe('unreachable')
  })
  test('never stands in the sentence that a person reads', async () => {
    answers = (_request, response) => response.writeHead(302, { location: 'https://127.0.0.1/secret-of-the-inner-service' }).end('secret body')
    await expect(fetchOutside(`${home()}/on`, { ...usual, redirectsMax: 1 }, around())).rejects.not.toThrow(/secret/)
  })
})
test('what is sent carries nothing of ours but what was given', async () => {
  answers = (_request, response) => response.end('ok')
  seen.length = 0
  await fetchOutside(`${home()}/hook?x=1`, { ...usual, method: 'POST', body: '{"a":"é"}', headers: { 'content-type': 'application/json' } }, around())
  expect(seen).toEqual([
    {
      url: '/hook?x=1',
      body: '{"a":"é"}',
      headers: {
        accept: '*/*',
        'accept-encoding': 'identity',
        'user-agent': 'Plumbline',
        'content-type': 'application/json',
        'content-length': '10',
        host: `provider.example.org:${port}`,
        connection: 'close',
      },
    },
  ])
})
