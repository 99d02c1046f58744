import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import { OperatorFault } from './operator-fault.ts'

export interface ChildPlan {
  readonly name: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** The child says `{ ready: true }` when it can work; others count as ready at once. */
  readonly announces: boolean
}

const script = fileURLToPath(new URL('../scripts/child.mjs', import.meta.url))
/** A child that dies this often within a minute is broken, not unlucky. */
const mostCrashes = 5

/** A program that runs to its end beside the others, such as seeding. Its failure is a fault of the start. */
export class Errand {
  readonly #child: ChildProcess
  readonly done: Promise<void>

  constructor(name: string, env: Readonly<Record<string, string>>) {
    this.#child = fork(script, [name], { env: env as NodeJS.ProcessEnv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    this.done = once(this.#child, 'exit').then(([code]) => {
      if (code !== 0) throw new OperatorFault(`The program ${name} failed; the lines above say why.`)
    })
  }
  /** Ended before the database is. What it was writing is rolled back. */
  end(): void {
    this.#child.kill('SIGKILL')
  }
}

/** Keeps one child process alive until told to stop. */
export class Supervised {
  readonly plan: ChildPlan
  #child: ChildProcess | undefined
  #crashes: number[] = []
  #stopping = false
  readonly #giveUp: (sentence: string) => void
  readonly #isDatabaseAway: () => Promise<boolean>

  constructor(plan: ChildPlan, giveUp: (sentence: string) => void, isDatabaseAway: () => Promise<boolean>) {
    this.plan = plan
    this.#giveUp = giveUp
    this.#isDatabaseAway = isDatabaseAway
  }

  /** Starts the child and waits until it can work. */
  async start(): Promise<void> {
    const child = fork(script, [this.plan.name, ...this.plan.args], { env: this.plan.env as NodeJS.ProcessEnv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    this.#child = child
    child.once('exit', (code, signal) => void this.#ended(code, signal))
    if (!this.plan.announces) return
    const message = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => undefined)])
    if (message === undefined) throw new Error(`the ${this.plan.name} process ended before it was ready`)
  }

  async #ended(code: number | null, signal: NodeJS.Signals | null): Promise<void> {
    if (this.#stopping) return
    console.error(`The ${this.plan.name} process ended unexpectedly (${signal ?? `code ${code}`}).`)
    // A database that restarts or fails over is no fault of the child: it is started again for as long as that takes.
    while (!this.#stopping && (await this.#isDatabaseAway())) await delay(1_000)
    if (this.#stopping) return
    const now = performance.now()
    this.#crashes = [...this.#crashes.filter((at) => now - at < 60_000), now]
    if (this.#crashes.length >= mostCrashes) return this.#giveUp(`The ${this.plan.name} process keeps failing; the lines above say why.`)
    await delay(Math.min(5_000, 250 * 2 ** this.#crashes.length))
    if (this.#stopping) return
    try {
      await this.start()
    } catch (error) {
      // Its exit was seen too and has been counted; the next attempt or the giving up follows from there.
      console.error(error instanceof Error ? error.message : error)
    }
  }

  /** From now on its end is no surprise, whoever causes it. */
  expectEnd(): void {
    this.#stopping = true
  }

  /** Asks the child to finish what it does; after the deadline it is ended. */
  async stop(deadlineMilliseconds: number): Promise<void> {
    this.#stopping = true
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    if (child.connected) child.send('stop')
    const timer = setTimeout(() => child.kill('SIGKILL'), deadlineMilliseconds)
    await exited
    clearTimeout(timer)
  }
}
