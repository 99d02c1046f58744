import type { Operation } from '../access/operation.ts'

export const operations: readonly Operation<unknown, unknown>[] = []
