import type { Problem } from './problem.ts'

/** A fault of the request itself, before the product is asked. */
export class Malformed extends Error {
  override readonly name = 'Malformed'
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }
}
