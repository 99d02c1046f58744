import { isIP } from 'node:net'
import { EgressRefused } from './egress-refused.ts'
import { isOutside } from './outside-address.ts'

/** Where an address leads, judged before anything is asked of the network. */
export interface Judged {
  readonly url: URL
  /** Host without brackets, for name look-up and TLS. */
  readonly host: string
  readonly port: number
  /** Named by the operator (PLUMBLINE_EGRESS_ALLOW): its scheme and addresses are not judged. */
  readonly isAllowed: boolean
  /** Set when the host is an address itself: a look-up is never asked for those, so that they are judged here. */
  readonly literal: boolean
}
const addressLengthMax = 2_048
/** Names that mean this machine or its network, whatever a resolver says. */
const innerNames = /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa)$/

/**
 * Reads an address as WHATWG does, which turns every spelling of an address (octal, hexadecimal, one number, full-width digits, mapped) into
 * one, and judges that.
 * @throws EgressRefused
 */
export function judgeUrl(text: string, allowed: readonly string[]): Judged {
  if (text.length > addressLengthMax) throw new EgressRefused('address', 'The address is too long.')
  if (!URL.canParse(text)) throw new EgressRefused('address', 'That is not an address. Write it in full, such as https://idp.example.com/metadata.')
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') throw new EgressRefused('credentials', 'Leave the name and password out of the address.')
  const isAllowed = allowed.includes(url.origin)
  if (url.protocol !== 'https:' && !isAllowed) throw new EgressRefused('scheme', 'The address must begin with https://.')
  const bracketed = url.hostname.startsWith('['),
    host = (bracketed ? url.hostname.slice(1, -1) : url.hostname).replace(/\.$/, '')
  const literal = isIP(host) !== 0,
    port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  if (isAllowed) return { url, host, port, isAllowed, literal }
  // Mail, databases and other services that a crafted path could speak to lie below 1024.
  if (port !== 443 && port < 1024) throw new EgressRefused('port', `Port ${port} is not asked: use 443 or one from 1024 on.`)
  if (literal ? !isOutside(host) : !host.includes('.') || innerNames.test(host))
    throw new EgressRefused('inside', 'The address leads into a private network. Use one that the internet can reach.')
  return { url, host, port, isAllowed, literal }
}
