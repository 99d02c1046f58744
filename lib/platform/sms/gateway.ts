import { fetchOutside, type OutsideAnswer, type OutsideRequest } from '../egress/fetch-outside.ts'
import { TextRefused, type Texter } from './port.ts'

export interface Gateway {
  readonly url: string
  readonly token: string
  readonly from: string | undefined
}
/** How long a gateway may take; a code that comes late is worth nothing. */
export const gatewayMilliseconds = 10_000
const answerBytesMax = 65_536

/**
 * A gateway that takes one JSON POST for each message: `{ id, to, text, from? }` with a bearer token and the id as `idempotency-key`; any 2xx
 * means accepted. Through the egress guard: HTTPS, to the open internet, nothing is followed. What the gateway answers is never repeated,
 * because it may repeat the message.
 */
export function gatewayTexter({ url, token, from }: Gateway, ask: (address: string, request: OutsideRequest) => Promise<OutsideAnswer> = fetchOutside): Texter {
  return {
    async send({ id, to, text }) {
      const body = JSON.stringify({ id, to, text, ...(from === undefined ? {} : { from }) })
      const { status } = await ask(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': id },
        body,
        bytesMax: answerBytesMax,
        millisecondsMax: gatewayMilliseconds,
      })
      if (status >= 200 && status <= 299) return
      const said = `the gateway answered ${status}`
      // Asked too often, or asked too slowly: that passes. A message or a token that is not taken does not.
      if (status >= 400 && status <= 499 && status !== 408 && status !== 429) throw new TextRefused(said)
      throw new Error(said)
    },
  }
}
