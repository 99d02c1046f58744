/** One mail as it leaves. The id becomes its Message-ID, so that a mail sent twice around a crash can be recognised as one. */
export interface OutgoingMail {
  readonly id: string
  readonly to: string
  readonly subject: string
  readonly body: string
}
/** Hands a mail to whoever delivers it. A throw means that it was not accepted and is tried again later. */
export interface Mailer {
  send(mail: OutgoingMail): Promise<void>
}
