// A mail reaches exactly the one address it was written to, with the subject it was given and no header more, over a real conversation with a mail server.
// ASVS V1.2.1 V1.3.11
import { createServer, type Server } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { faultOfMail, smtpMailer } from '../../../lib/platform/mail/smtp.ts'

interface Received {
  readonly recipients: string[]
  readonly text: string
}
const received: Received[] = []
/** The least of a mail server: takes what it is given and keeps it. */
const server: Server = createServer((socket) => {
  let recipients: string[] = [],
    body = '',
    inBody = false
  socket.write('220 test ESMTP\r\n')
  let rest = ''
  socket.on('data', (chunk) => {
    rest += chunk.toString()
    for (let at = rest.indexOf('\r\n'); at >= 0; at = rest.indexOf('\r\n')) {
      const line = rest.slice(0, at)
      rest = rest.slice(at + 2)
      if (inBody) {
        if (line === '.') {
          inBody = false
          received.push({ recipients, text: body })
          recipients = []
          body = ''
          socket.write('250 ok\r\n')
        } else body += `${line}\n`
        continue
      }
      if (/^RCPT TO:/i.test(line)) recipients.push(line.slice(8))
      if (/^DATA/i.test(line)) {
        inBody = true
        socket.write('354 go\r\n')
        continue
      }
      socket.write(/^QUIT/i.test(line) ? '221 bye\r\n' : '250 ok\r\n')
    }
  })
  socket.on('error', () => undefined)
})
const port = await new Promise<number>((resolve) => {
  server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
})
afterAll(() => {
  server.close()
})
const mailer = smtpMailer(`smtp://127.0.0.1:${port}`, 'Plumbline <no-reply@pay.example.com>')

test('one recipient, the subject in any script, the body as text, an id that tells doubles', async () => {
  await mailer.send({
    id: '0190-abc',
    to: 'jana.ruiz@tidewell.example',
    subject: 'Łukasz Þórsdóttir invites you',
    body: 'First line\n\n.\nhttps://pay.example.com/reset/abc\n',
  })
  const [mail] = received
  expect(mail?.recipients).toEqual(['<jana.ruiz@tidewell.example>'])
  expect(mail?.text).toMatch(/^From: Plumbline <no-reply@pay\.example\.com>$/m)
  expect(mail?.text).toMatch(/^Message-ID: <0190-abc@pay\.example\.com>$/m)
  expect(mail?.text).toMatch(/^Auto-Submitted: auto-generated$/m)
  expect(mail?.text).toContain('https://pay.example.com/reset/abc')
})
test('whatever could add a header or a recipient is not handed over', async () => {
  const good = { id: 'x', to: 'a@b.example', subject: 'Hello', body: 'x' }
  expect(faultOfMail(good)).toBeUndefined()
  for (const bad of [
    { subject: 'Hi\r\nBcc: evil@b.example' },
    { subject: 'Hi\nX: y' },
    { subject: 'Hi\u2028Bcc: e@b.example' },
    { subject: 'x'.repeat(401) },
    { to: 'a@b.example, c@d.example' },
    { to: '"a@b.example x"@c.example' },
    { to: 'a@b.example\r\nRCPT TO:<c@d.example>' },
    { to: 'Name <a@b.example>' },
    { to: 'a(comment)@b.example' },
    { to: 'group:a@b.example;' },
    { id: '<x>\r\n' },
  ]) {
    expect(faultOfMail({ ...good, ...bad }), JSON.stringify(bad)).toBeDefined()
    await expect(mailer.send({ ...good, ...bad })).rejects.toThrow('not handed over')
  }
  expect(received.length).toBe(1)
})
test('a server that is away is an error to be tried again, and its text holds no secret', async () => {
  const away = smtpMailer('smtp://user:secret-canary@127.0.0.1:1', 'no-reply@pay.example.com')
  const error = await away.send({ id: 'x', to: 'a@b.example', subject: 'Hello', body: 'x' }).then(
    () => undefined,
    (e: Error) => e,
  )
  expect(error).toBeInstanceOf(Error)
  expect(String(error)).not.toContain('secret-canary')
})
