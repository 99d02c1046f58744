import { assert } from '../kernel/assert.ts'
import { coverNodes, foldRight, hashChildren, type Hash, type HashSource, type NodeId } from './merkle.ts'

/** Hashes in one tile. A tile of level L holds roots of subtrees of 256^L leaves (C2SP tlog-tiles). */
export const tileWidth = 256
const tileHeight = 8
export const hashBytes = 32

/** `width` is 256 except at the right edge of the tree. */
export interface TileId {
  readonly level: number
  readonly index: number
  readonly width: number
}
/** A tile's hashes one after the other: at least `width` · 32 bytes. Answers in the order asked. */
export interface TileSource {
  read(tiles: readonly TileId[]): Promise<Uint8Array[]>
}
export interface Tile extends TileId {
  readonly bytes: Uint8Array
}

/** How many hashes a tree of `size` leaves has at a tile level. */
const hashesAt = (level: number, size: number): number => Math.floor(size / tileWidth ** level)
/** Every tile of the tree that its right edge cuts: what a sealer needs in order to go on. */
export function edgeTiles(size: number): TileId[] {
  const tiles: TileId[] = []
  for (let level = 0; hashesAt(level, size) > 0; level++) {
    const width = hashesAt(level, size) % tileWidth
    if (width > 0) tiles.push({ level, index: Math.floor(hashesAt(level, size) / tileWidth), width })
  }
  return tiles
}

/** Which tile holds what a node is made of: the node is the subtree over `count` hashes of the tile, beginning at `offset`. */
function locate(node: NodeId, size: number): { tile: TileId; offset: number; count: number } {
  const level = Math.floor(node.level / tileHeight)
  const count = 2 ** (node.level - level * tileHeight)
  const first = node.index * count
  const index = Math.floor(first / tileWidth)
  const width = Math.min(tileWidth, hashesAt(level, size) - index * tileWidth)
  const offset = first % tileWidth
  assert(offset + count <= width, `node ${node.level}/${node.index} is not in a tree of ${size}`)
  return { tile: { level, index, width }, offset, count }
}

/** Eight levels of the tree at once: inner nodes are made when first asked for and kept. */
class TileTree {
  readonly #levels: (Hash | undefined)[][] = []
  constructor(bytes: Uint8Array, width: number) {
    assert(bytes.length >= width * hashBytes, `a tile of ${width} hashes has only ${bytes.length} bytes`)
    this.#levels[0] = Array.from({ length: width }, (_, i) => bytes.subarray(i * hashBytes, (i + 1) * hashBytes))
  }
  node(height: number, index: number): Hash {
    const level = (this.#levels[height] ??= [])
    return (level[index] ??= hashChildren(this.node(height - 1, index * 2), this.node(height - 1, index * 2 + 1)))
  }
}

/**
 * The tree of `size` leaves as a source of hashes. A proof touches at most two tiles a level, so it costs O(log256 size) reads; the last
 * `keep` tiles are kept, which makes walking through the log one read for 256 entries.
 */
export function tiledHashes(source: TileSource, size: number, keep = 64): HashSource {
  const kept = new Map<string, TileTree>()
  return {
    async read(nodes) {
      const places = nodes.map((node) => locate(node, size))
      const needed = new Map<string, TileTree>()
      const missing = new Map<string, TileId>()
      for (const { tile } of places) {
        const key = `${tile.level}/${tile.index}`
        const tree = kept.get(key)
        if (tree) {
          needed.set(key, tree)
          kept.delete(key)
          kept.set(key, tree)
        } else missing.set(key, tile)
      }
      if (missing.size > 0) {
        const keys = [...missing.keys()],
          tiles = [...missing.values()]
        const bytes = await source.read(tiles)
        keys.forEach((key, i) => {
          const tree = new TileTree(bytes[i] as Uint8Array, (tiles[i] as TileId).width)
          needed.set(key, tree)
          kept.set(key, tree)
        })
        for (const key of kept.keys()) {
          if (kept.size <= keep) break
          kept.delete(key)
        }
      }
      return places.map(({ tile, offset, count }) => (needed.get(`${tile.level}/${tile.index}`) as TileTree).node(Math.log2(count), offset / count))
    },
  }
}

/** The right edge of a log that a sealer extends: the cut tile of each level, and through them the root. */
export class TileEdge {
  #size: number
  readonly #levels: Hash[][] = []

  /** @param bytes the tiles that {@link edgeTiles} names for `size`, in its order. */
  constructor(size = 0, bytes: readonly Uint8Array[] = []) {
    this.#size = size
    edgeTiles(size).forEach(({ level, width }, i) => {
      const tile = bytes[i]
      assert(tile !== undefined && tile.length >= width * hashBytes, `the edge tile of level ${level} is cut short`)
      this.#levels[level] = Array.from({ length: width }, (_, n) => Uint8Array.prototype.slice.call(tile, n * hashBytes, (n + 1) * hashBytes))
    })
  }
  get size(): number {
    return this.#size
  }

  /** Appends leaves and returns every tile that is new or longer than before; the last one of a level may still be cut. */
  append(leaves: readonly Hash[]): Tile[] {
    const tiles: Tile[] = []
    let rising = leaves
    this.#size += leaves.length
    for (let level = 0; rising.length > 0; level++) {
      const edge = (this.#levels[level] ??= [])
      let index = Math.floor((hashesAt(level, this.#size) - rising.length) / tileWidth)
      const full: Hash[] = []
      for (const hash of rising) {
        edge.push(hash)
        if (edge.length < tileWidth) continue
        tiles.push({ level, index: index++, width: tileWidth, bytes: Buffer.concat(edge) })
        full.push(rootOfFull(edge))
        edge.length = 0
      }
      if (edge.length > 0) tiles.push({ level, index, width: edge.length, bytes: Buffer.concat(edge) })
      rising = full
    }
    return tiles
  }
  root(): Hash {
    const parts: Hash[] = []
    for (let level = this.#levels.length - 1; level >= 0; level--) {
      const edge = this.#levels[level] ?? []
      for (const node of coverNodes(0, edge.length)) {
        const count = 2 ** node.level
        parts.push(rootOfFull(edge.slice(node.index * count, (node.index + 1) * count)))
      }
    }
    return foldRight(parts)
  }
}
/** The root of 2^n hashes. */
function rootOfFull(hashes: readonly Hash[]): Hash {
  let level = hashes
  while (level.length > 1) {
    const above: Hash[] = []
    for (let i = 0; i < level.length; i += 2) above.push(hashChildren(level[i] as Hash, level[i + 1] as Hash))
    level = above
  }
  return level[0] as Hash
}
