import { Refusal } from '../kernel/refusal.ts'

/** In one process, for each kind of export; together with the requests they must leave room in the pool. */
export const exportsAtOnceMax = 3
export const exportsOfCompanyMax = 2

/**
 * Places for what holds a connection for as long as its reader reads. Of one company there are fewer, so that a client that reads as
 * slowly as it may does not keep every other company from its own.
 */
export class ExportPlaces {
  readonly #taken = new Map<string, number>()
  /**
   * @returns gives the place back; any number of times counts as once
   * @throws Refusal when there is none
   */
  take(tenant: string): () => void {
    const all = [...this.#taken.values()].reduce((sum, n) => sum + n, 0),
      own = this.#taken.get(tenant) ?? 0
    if (all >= exportsAtOnceMax || own >= exportsOfCompanyMax) throw new Refusal('unavailable', 'Other exports are under way. Try again in a minute.', {}, 60)
    this.#taken.set(tenant, own + 1)
    let isTaken = true
    return () => {
      if (!isTaken) return
      isTaken = false
      const left = (this.#taken.get(tenant) ?? 0) - 1
      if (left > 0) this.#taken.set(tenant, left)
      else this.#taken.delete(tenant)
    }
  }
}
