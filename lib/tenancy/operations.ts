import type { Operation } from '../access/operation.ts'
import { findMembers } from './find-members.ts'
import { showDesk } from './show-desk.ts'

export const operations: readonly Operation<unknown, unknown>[] = [showDesk, findMembers]
