import fs from 'node:fs'
import path from 'node:path'

/**
 * The last checkpoint of each log, remembered outside the database: where a database is replaced by an older copy, or its tail cut off by
 * someone who owns it, the sealer sees it by itself. Also the copy of the day's checkpoints that PLUMBLINE_CHECKPOINT_DIR asks for.
 */
export class Witness {
  readonly #memory: string
  readonly #copies: string | undefined
  constructor(memoryFolder: string, copiesFolder: string | undefined) {
    this.#memory = memoryFolder
    this.#copies = copiesFolder
  }
  recall(tenant: string): string | undefined {
    const file = path.join(this.#memory, `${tenant}.txt`)
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined
  }
  remember(tenant: string, note: string): void {
    replace(this.#memory, `${tenant}.txt`, note)
  }
  /** One file a day and tenant, the last of the day. @param day UTC. */
  copy(tenant: string, day: string, note: string): void {
    if (this.#copies !== undefined) replace(path.join(this.#copies, tenant), `${day}.txt`, note)
  }
}
/** Old or new, never half. */
function replace(folder: string, name: string, text: string): void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  const temporary = path.join(folder, `.${name}.${process.pid}`)
  fs.writeFileSync(temporary, text, { mode: 0o600 })
  fs.renameSync(temporary, path.join(folder, name))
}
