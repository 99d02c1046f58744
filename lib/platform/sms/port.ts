/** One text message as it leaves. `to` is an E.164 number such as +14155550132. A message that is sent twice around a crash carries the same id. */
export interface OutgoingText {
  readonly id: string
  readonly to: string
  readonly text: string
}
/** Hands a text message to whoever delivers it. A throw means that it was not accepted: {@link TextRefused} for good, anything else is tried again. */
export interface Texter {
  send(message: OutgoingText): Promise<void>
}
/** The gateway will not take this message, however often it is asked. */
export class TextRefused extends Error {
  override readonly name = 'TextRefused'
}
