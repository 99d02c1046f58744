// The tree as it lies in the database: full tiles and the cut ones of the upper levels in audit_tiles, the youngest leaves in audit_leaves.
import { leafExpression } from './event-row.sql.ts'
import { edgeTiles, tileWidth, type Tile, type TileId, type TileSource } from './tiles.ts'

/** Runs one statement with its parameters on a connection that may read the tree of `tenant`. */
export type Ask = <T extends object>(text: string, values: readonly unknown[]) => PromiseLike<readonly T[]>

/** The last, cut tile of level 0 is read from the leaves, so that sealing one event does not rewrite eight kilobytes. */
const isInLeaves = (tile: TileId): boolean => tile.level === 0 && tile.width < tileWidth

export function storedTiles(ask: Ask, tenant: string): TileSource {
  return {
    async read(tiles) {
      const stored = tiles.filter((tile) => !isInLeaves(tile))
      const found = new Map<string, Uint8Array>()
      if (stored.length > 0) {
        const rows = await ask<{ level: number; tile: string | bigint; hashes: Uint8Array }>(
          `select t.level, t.tile::text as tile, t.hashes from public.audit_tiles t
            where t.tenant_id = $1::uuid and (t.level, t.tile) in (select * from unnest($2::int[], $3::bigint[]))`,
          [tenant, stored.map((t) => t.level), stored.map((t) => String(t.index))],
        )
        for (const row of rows) found.set(`${row.level}/${row.tile}`, row.hashes)
      }
      for (const tile of tiles) if (isInLeaves(tile)) found.set(`0/${tile.index}`, await readLeaves(ask, tenant, tile.index * tileWidth, tile.width))
      return tiles.map(({ level, index }) => found.get(`${level}/${index}`) ?? new Uint8Array(0))
    },
  }
}
/** Leaf hashes from `from` on, one after the other; shorter when some are missing. */
export async function readLeaves(ask: Ask, tenant: string, from: number, count: number): Promise<Uint8Array> {
  const [row] = await ask<{ hashes: Uint8Array | null }>(
    `select string_agg(l.hash, ''::bytea order by l.leaf_index) as hashes from public.audit_leaves l where l.tenant_id = $1::uuid and l.leaf_index >= $2::bigint and l.leaf_index < $3::bigint`,
    [tenant, String(from), String(from + count)],
  )
  return row?.hashes ?? new Uint8Array(0)
}
/** The tiles that a sealer needs to go on at `size`. */
export const readEdge = (ask: Ask, tenant: string, size: number): Promise<Uint8Array[]> => storedTiles(ask, tenant).read(edgeTiles(size))

/** Only what {@link storedTiles} will look for; a cut tile replaces the shorter one before it. */
export async function writeTiles(ask: Ask, tenant: string, ids: readonly string[], tiles: readonly Tile[]): Promise<void> {
  const last = new Map(tiles.filter((tile) => !isInLeaves(tile)).map((tile) => [`${tile.level}/${tile.index}`, tile]))
  if (last.size === 0) return
  const rows = [...last.values()]
  await ask(
    `insert into public.audit_tiles (tenant_id, id, level, tile, hashes)
    select $1::uuid, n.id, n.level, n.tile, decode(n.hashes, 'hex') from unnest($2::uuid[], $3::int[], $4::bigint[], $5::text[]) as n(id, level, tile, hashes)
    on conflict (tenant_id, level, tile) do update set hashes = excluded.hashes`,
    [tenant, ids.slice(0, rows.length), rows.map((t) => t.level), rows.map((t) => String(t.index)), rows.map((t) => Buffer.from(t.bytes).toString('hex'))],
  )
}
export interface Grown {
  readonly tenant: string
  readonly count: number
}
/**
 * Gives every event of finished transactions from `lower` to below `upper` its number and its leaf, in the order in which each tenant's
 * were written. One statement, whatever their number.
 */
export async function appendLeaves(ask: Ask, lower: string, upper: string): Promise<Grown[]> {
  const rows = await ask<{ tenant: string; count: string }>(
    `with grown as (
    insert into public.audit_leaves (tenant_id, id, leaf_index, hash)
    select e.tenant_id, e.id, coalesce(t.size, 0) + row_number() over (partition by e.tenant_id order by e.seq) - 1, ${leafExpression}
    from public.audit_events e left join public.audit_trees t on t.tenant_id = e.tenant_id and t.id = e.tenant_id where e.xid >= $1::bigint and e.xid < $2::bigint
    returning tenant_id) select tenant_id::text as tenant, count(*)::text as count from grown group by 1 order by 1`,
    [lower, upper],
  )
  return rows.map(({ tenant, count }) => ({ tenant, count: Number(count) }))
}
