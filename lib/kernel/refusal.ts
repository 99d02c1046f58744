/** The seven ways the product says no. Anything else that is thrown is a bug. */
export const refusalCodes = ['not_found', 'forbidden', 'invalid', 'conflict', 'step_up', 'too_many', 'unavailable'] as const
export type RefusalCode = (typeof refusalCodes)[number]

/** Messages by input path (`amount`, `lines.0.payee`), shown beside the field. */
export type FieldMessages = Readonly<Record<string, string>>

const mark: unique symbol = Symbol.for('plumbline.refusal')
/**
 * A refusal in words that a user can act on. Thrown inside `lib`, because a throw is what rolls a transaction back; the edge turns it
 * into a value. `message` is one sentence that names what is wrong and how to mend it and never carries a secret.
 */
export class Refusal extends Error {
  /** A build may hold this module twice (pages and actions are bundled apart): a refusal is known by its mark, not by which copy made it. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && Reflect.get(value, mark) === true
  }
  readonly [mark] = true
  override readonly name = 'Refusal'
  readonly code: RefusalCode
  readonly fields: FieldMessages
  /** Seconds after which trying again makes sense (`too_many`, `unavailable`). */
  readonly retryAfterSeconds: number | undefined
  constructor(code: RefusalCode, message: string, fields: FieldMessages = {}, retryAfterSeconds?: number) {
    super(message)
    this.code = code
    this.fields = fields
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** An id of another tenant and an id that does not exist read exactly alike: existence is information. */
export const notFound = (noun: string): Refusal => new Refusal('not_found', `There is no such ${noun}.`)
/** One faulty field. */
export const invalid = (field: string, message: string): Refusal => new Refusal('invalid', message, { [field]: message })
export const conflict = (message: string): Refusal => new Refusal('conflict', message)
