/** `proven`: shown by mathematics. `broken`: shown to be false. `note`: true only if the signer says so, or worth knowing. */
export interface Finding {
  readonly mark: 'proven' | 'broken' | 'note'
  readonly text: string
}
export type Verdict = 'proven' | 'broken' | 'unproven'

export interface Report {
  readonly verdict: Verdict
  /** One sentence. */
  readonly conclusion: string
  readonly findings: readonly Finding[]
  /** The lowest entry that is known to be wrong, where one can be named. */
  readonly firstBad: number | undefined
  readonly rows: number
}

const examplesMax = 12

/** Gathers what was found while the verifier goes on as far as it can: the second fault may explain the first. */
export class Findings {
  readonly #list: Finding[] = []
  #brokenCount = 0
  #firstBad: number | undefined
  #isUnproven = false

  proven(text: string): void {
    this.#list.push({ mark: 'proven', text })
  }
  note(text: string): void {
    this.#list.push({ mark: 'note', text })
  }
  /** Something the caller asked to be shown could not be shown; nothing is known to be wrong. */
  unproven(text: string): void {
    this.note(text)
    this.#isUnproven = true
  }
  /** @param entry the entry at fault, where one can be named. */
  broken(text: string, entry?: number): void {
    if (entry !== undefined && (this.#firstBad === undefined || entry < this.#firstBad)) this.#firstBad = entry
    if (++this.#brokenCount <= examplesMax) this.#list.push({ mark: 'broken', text })
  }
  get brokenCount(): number {
    return this.#brokenCount
  }
  get firstBad(): number | undefined {
    return this.#firstBad
  }
  get isUnproven(): boolean {
    return this.#isUnproven
  }
  get list(): Finding[] {
    const hidden = this.#brokenCount - examplesMax
    return hidden > 0 ? [...this.#list, { mark: 'broken', text: `and ${count(hidden, 'fault')} more` }] : [...this.#list]
  }
}

/** 48211 → 48,211. */
export const figure = (n: number): string => n.toLocaleString('en-US')
export const count = (n: number, one: string, many = `${one}s`): string => `${figure(n)} ${n === 1 ? one : many}`

/** Stops terminal injection: what stands in a file must not be able to move the cursor, recolour or turn round what we print. */
export const printable = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${(c.codePointAt(0) as number).toString(16)}}`).slice(0, 300)
