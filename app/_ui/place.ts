/**
 * Where and when a page is read: the tenant's locale (numbers and dates; the words are English), its zone (IANA name) and the moment of
 * the request. Pages take it from the operation that they load and hand it down.
 */
export interface Place {
  readonly locale: string
  readonly zone: string
  readonly now: Date
}
