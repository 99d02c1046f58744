import type { ReadCtx } from '../access/ctx.ts'
import { assert } from '../kernel/assert.ts'
import type { HashSource } from './merkle.ts'
import { storedTiles, type Ask } from './stored-tree.sql.ts'
import { tiledHashes } from './tiles.ts'

/** Statements with `$1 … $n`, each once and in this order, through an operation's own connection and walls. */
export function askThrough(ctx: ReadCtx): Ask {
  return <T extends object>(text: string, values: readonly unknown[]) => {
    const pieces = text.split(/\$\d+/)
    assert(pieces.length === values.length + 1, 'each parameter stands once in the statement')
    return ctx.sql<T>(Object.assign(pieces, { raw: pieces }) as unknown as TemplateStringsArray, ...values)
  }
}
/** The reader's own tree at a size that it had. */
export const treeOf = (ctx: ReadCtx, size: number): HashSource => tiledHashes(storedTiles(askThrough(ctx), ctx.tenant), size)
