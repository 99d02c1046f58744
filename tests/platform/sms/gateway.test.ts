// A text message reaches the configured gateway as one JSON POST with its token, through the egress guard; what the gateway refuses for good is not asked again, and nothing of it is repeated.
import { createServer, type IncomingMessage } from 'node:http'
import { afterAll, describe, expect, test } from 'vitest'
import { fetchOutside } from '../../../lib/platform/egress/fetch-outside.ts'
import { gatewayTexter } from '../../../lib/platform/sms/gateway.ts'
import { TextRefused } from '../../../lib/platform/sms/port.ts'

interface Recorded {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}
const recorded: Recorded[] = []
let answer: { status: number; body: string; headers?: Record<string, string> } = { status: 202, body: '{}' }
/** A gateway that records what it is asked. */
const server = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk: Buffer) => {
    body += chunk.toString()
  })
  request.on('end', () => {
    recorded.push({ method: request.method, url: request.url, headers: request.headers, body })
    response.writeHead(answer.status, answer.headers).end(answer.body)
  })
})
const port = await new Promise<number>((resolve) => {
  server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
})
afterAll(() => {
  server.close()
})
const origin = `http://127.0.0.1:${port}`,
  gateway = { url: `${origin}/v1/messages?account=7`, token: 'bearer-canary-81', from: '+14155550100' }
const texter = gatewayTexter(gateway, (address, request) =>
  fetchOutside(address, request, { allowed: [origin], resolve: async () => [{ address: '127.0.0.1', family: 4 }] }),
)
const message = { id: '0190-abc', to: '+14155550132', text: '123456 is your Plumbline code.\n\n@pay.example.com #123456' }

test('one POST, the token as bearer, the id against doubles', async () => {
  await texter.send(message)
  expect(recorded).toHaveLength(1)
  expect(recorded[0]).toMatchObject({
    method: 'POST',
    url: '/v1/messages?account=7',
    headers: { authorization: 'Bearer bearer-canary-81', 'content-type': 'application/json', 'idempotency-key': '0190-abc' },
  })
  expect(JSON.parse(recorded[0]?.body ?? '')).toEqual({ ...message, from: '+14155550100' })
})
describe('what is not accepted', () => {
  const sending = async (status: number): Promise<Error> => {
    answer = { status, body: JSON.stringify({ echoed: message.text, to: message.to }) }
    return texter.send(message).then(
      () => {
        throw new Error('accepted')
      },
      (error: Error) => error,
    )
  }
  test.each([400, 401, 403, 404, 422])('%i is for good', async (status) => {
    expect(await sending(status)).toBeInstanceOf(TextRefused)
  })
  test.each([408, 429, 500, 502, 503])('%i is asked again', async (status) => {
    const error = await sending(status)
    expect(error.message).toBe(`the gateway answered ${status}`)
    expect(error).not.toBeInstanceOf(TextRefused)
  })
  test('neither number, words nor token stand in what is thrown', async () => {
    for (const status of [400, 500]) expect(String((await sending(status)).stack)).not.toMatch(/5550132|123456|bearer-canary/)
  })
  test('a gateway that leads elsewhere is not followed', async () => {
    const before = recorded.length
    answer = { status: 307, body: '', headers: { location: `${origin}/elsewhere` } }
    await expect(texter.send(message)).rejects.toMatchObject({ message: expect.stringContaining('leads on') as string })
    expect(recorded.length).toBe(before + 1)
  })
})
test('the guard holds: a gateway inside the network is refused, and so is plain HTTP', async () => {
  const before = recorded.length
  for (const url of [`${origin}/v1`, `http://sms.example.com/v1`, `https://127.0.0.1:${port}/v1`, 'https://[::1]/v1']) {
    await expect(
      gatewayTexter({ ...gateway, url }, (address, request) =>
        fetchOutside(address, request, { allowed: [], resolve: async () => [{ address: '10.0.0.7', family: 4 }] }),
      ).send(message),
    ).rejects.toMatchObject({ name: 'EgressRefused' })
  }
  expect(recorded.length).toBe(before)
})
