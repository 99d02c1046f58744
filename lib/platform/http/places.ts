import { networkOf } from './client-address.ts'

/** So many at once, of all and of one address; an IPv6 network counts as one, because one person may use all of it. */
class Room {
  readonly #most: number
  readonly #mostOfOne: number
  readonly #by = new Map<string, number>()
  #all = 0
  constructor(most: number, mostOfOne: number) {
    this.#most = most
    this.#mostOfOne = mostOfOne
  }
  enter(who: string): void {
    this.#all += 1
    this.#by.set(who, (this.#by.get(who) ?? 0) + 1)
  }
  leave(who: string): void {
    this.#all -= 1
    const left = (this.#by.get(who) ?? 1) - 1
    if (left > 0) this.#by.set(who, left)
    else this.#by.delete(who)
  }
  isOver(who: string): boolean {
    return this.#all > this.#most || (this.#by.get(who) ?? 0) > this.#mostOfOne
  }
}
/** More requests at once than this are turned away: a queue that only grows helps nobody. And more from one address: it must not use up everybody's places. */
const answeredMax = 256
const answeredFromOneMax = 128
const answered = new Room(answeredMax, answeredFromOneMax)
/** Bodies on their way take no place of those that are answered: whoever sends byte by byte stands in the way of such bodies alone. */
const arrivingMax = 1_024
const arrivingFromOneMax = 64
const arriving = new Room(arrivingMax, arrivingFromOneMax)

export interface Place {
  /** More than there is room for: it is turned away. */
  readonly isOver: boolean
  /** All of the body is here. */
  arrived(): void
  leave(): void
}
/** Takes a place for a request until its answer is out. */
export function takePlace(ip: string, hasBody: boolean): Place {
  const who = ip.includes(':') ? networkOf(ip) : ip
  let room: Room | undefined = hasBody ? arriving : answered
  room.enter(who)
  return {
    // A body that comes at once is answered at once: it is not let in by the other door.
    isOver: room.isOver(who) || answered.isOver(who),
    arrived() {
      if (room !== arriving) return
      arriving.leave(who)
      room = answered
      answered.enter(who)
    },
    leave() {
      room?.leave(who)
      room = undefined
    },
  }
}
