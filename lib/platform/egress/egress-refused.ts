/** Which guard said no. `answer` is a status other than success, `unreachable` a connection that was not made or broke. */
export const egressChecks = [
  'address',
  'credentials',
  'scheme',
  'port',
  'inside',
  'name',
  'redirect',
  'too large',
  'too slow',
  'headers',
  'encoding',
  'answer',
  'unreachable',
] as const
export type EgressCheck = (typeof egressChecks)[number]

const mark: unique symbol = Symbol.for('plumbline.egressRefused')
/** A request to the outside that was not made or whose answer is not taken. The sentence goes to a person and never holds what was answered. */
export class EgressRefused extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && Reflect.get(value, mark) === true
  }
  readonly [mark] = true
  override readonly name = 'EgressRefused'
  readonly check: EgressCheck
  constructor(check: EgressCheck, sentence: string) {
    super(sentence)
    this.check = check
  }
}
