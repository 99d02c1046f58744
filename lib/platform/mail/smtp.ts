import { createTransport } from 'nodemailer'
import type { Mailer, OutgoingMail } from './port.ts'

/** How long a mail server may take for each step; a slow one must not hold the others up. */
const timeoutMilliseconds = 20_000
const plainAddress = /^[^\s<>,;:"'()[\]\\@]{1,64}@[a-z0-9.-]{1,253}$/i
// Anything that could end a header line, in any encoding that a mail program folds back.
const unsafe = /[\u0000-\u001f\u007f\u0085\u2028\u2029]/

/** What is wrong with a mail that must not go out as it is, or undefined. */
export function faultOfMail(mail: OutgoingMail): string | undefined {
  if (!plainAddress.test(mail.to)) return 'the recipient is not one plain address'
  if (unsafe.test(mail.subject) || mail.subject.length > 400) return 'the subject holds control characters or is too long'
  if (!/^[\w-]{1,64}$/.test(mail.id)) return 'the id cannot be a Message-ID'
  return undefined
}
/**
 * SMTP as configured by PLUMBLINE_SMTP_URL. Recipients are handed over as structured addresses, never as text that a parser could read a
 * second one out of (GHSA-5jpx-9hw9-2fx4); bodies are text; nothing is read from files or addresses. Without TLS only to this machine.
 */
export function smtpMailer(url: string, from: string): Mailer {
  const server = new URL(url),
    isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(server.hostname),
    secure = server.protocol === 'smtps:'
  const sender = /^(?:"?([^"<>]*?)"?\s*)?<?([^<>\s]+@[^<>\s]+)>?$/.exec(from.trim())
  if (!sender?.[2]) throw new Error('the sender of mails is not an address: see PLUMBLINE_MAIL_FROM')
  const transport = createTransport({
    host: server.hostname.replace(/^\[|\]$/g, ''),
    port: Number(server.port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && !isLocal,
    ignoreTLS: !secure && isLocal,
    ...(server.username ? { auth: { user: decodeURIComponent(server.username), pass: decodeURIComponent(server.password) } } : {}),
    connectionTimeout: timeoutMilliseconds,
    greetingTimeout: timeoutMilliseconds,
    socketTimeout: timeoutMilliseconds,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const host = (sender[2].split('@')[1] ?? 'localhost').toLowerCase()
  return {
    async send(mail) {
      const fault = faultOfMail(mail)
      if (fault !== undefined) throw new Error(`a mail was not handed over: ${fault}`)
      await transport.sendMail({
        from: { name: sender[1] ?? '', address: sender[2] as string },
        to: { name: '', address: mail.to },
        subject: mail.subject,
        text: mail.body,
        messageId: `<${mail.id}@${host}>`,
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      })
    },
  }
}
