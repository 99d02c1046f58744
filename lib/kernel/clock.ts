/** The only source of the present. Tests freeze it; nothing else in `lib` may ask the machine for the time. */
export interface Clock {
  now(): Date
}
export const systemClock: Clock = { now: () => new Date() }

/** A clock that stands still until it is moved. */
export class FrozenClock implements Clock {
  #at: number
  constructor(at: Date | string) {
    this.#at = new Date(at).getTime()
  }
  now(): Date {
    return new Date(this.#at)
  }
  advance(milliseconds: number): void {
    this.#at += milliseconds
  }
  set(at: Date | string): void {
    this.#at = new Date(at).getTime()
  }
}
