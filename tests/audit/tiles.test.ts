// Tiles are those of C2SP tlog-tiles, growing them in any portions gives the same log, and a proof reads a handful of them.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Frontier, proveConsistency, proveInclusion, verifyConsistency, verifyInclusion } from '../../lib/audit/merkle.ts'
import { edgeTiles, TileEdge, tiledHashes, type Tile } from '../../lib/audit/tiles.ts'
import { leafHash } from '../../lib/audit/canonical.ts'

const leaves = Array.from({ length: 70_000 }, (_, i) => leafHash(`${i}`))
function grow(portions: readonly number[], keepEdgeInMemory = true): { tiles: Map<string, Tile>; edge: TileEdge; source: ReturnType<typeof sourceOf> } {
  const tiles = new Map<string, Tile>()
  let edge = new TileEdge()
  for (const portion of portions) {
    if (!keepEdgeInMemory)
      edge = new TileEdge(
        edge.size,
        edgeTiles(edge.size).map(({ level, index }) => (tiles.get(`${level}/${index}`) as Tile).bytes),
      )
    for (const tile of edge.append(leaves.slice(edge.size, edge.size + portion))) tiles.set(`${tile.level}/${tile.index}`, tile)
  }
  return { tiles, edge, source: sourceOf(tiles) }
}
function sourceOf(tiles: ReadonlyMap<string, Tile>) {
  const counter = {
    reads: 0,
    read: async (ids: readonly { level: number; index: number }[]) =>
      ids.map(({ level, index }) => {
        counter.reads++
        return (tiles.get(`${level}/${index}`) as Tile).bytes
      }),
  }
  return counter
}
const rootOf = (size: number) => {
  const frontier = new Frontier()
  for (const hash of leaves.slice(0, size)) frontier.append(hash)
  return frontier.root()
}

describe('a log of 70,000 entries', () => {
  const { tiles, edge, source } = grow([70_000])
  test('has the tiles that the specification counts', () => {
    const at = (level: number, isFull: boolean) => [...tiles.values()].filter((t) => t.level === level && (t.width === 256) === isFull)
    expect([at(0, true).length, at(0, false)[0]?.width, at(1, true).length, at(1, false)[0]?.width, at(2, true).length, at(2, false)[0]?.width]).toEqual([
      273, 112, 1, 17, 0, 1,
    ])
    expect(edgeTiles(70_000)).toEqual([
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ])
    expect(edgeTiles(256)).toEqual([{ level: 1, index: 0, width: 1 }])
  })
  test('has the root of its leaves', () => {
    expect(edge.root()).toEqual(rootOf(70_000))
  })
  test('proves inclusion and consistency with at most two tiles a level', async () => {
    const root = rootOf(70_000)
    for (const leaf of [0, 255, 256, 65_535, 65_536, 69_999]) {
      source.reads = 0
      const proof = await proveInclusion(leaf, 70_000, tiledHashes(source, 70_000))
      expect(verifyInclusion(leaf, 70_000, leaves[leaf] as Buffer, proof, root)).toBe(true)
      expect(source.reads).toBeLessThanOrEqual(6)
    }
    for (const older of [1, 256, 300, 65_536, 69_999]) {
      source.reads = 0
      const proof = await proveConsistency(older, 70_000, tiledHashes(source, 70_000))
      expect(verifyConsistency(older, 70_000, rootOf(older), root, proof)).toBe(true)
      expect(source.reads).toBeLessThanOrEqual(6)
    }
  })
  test('is walked with one read for 256 entries', async () => {
    source.reads = 0
    const hashes = tiledHashes(source, 70_000)
    for (let i = 0; i < 10_240; i++) expect((await hashes.read([{ level: 0, index: i }]))[0]).toEqual(leaves[i])
    expect(source.reads).toBe(40)
  })
  test('refuses a node that it does not have and a tile that is cut short', async () => {
    await expect(tiledHashes(source, 70_000).read([{ level: 0, index: 70_000 }])).rejects.toThrow('not in a tree')
    await expect(tiledHashes({ read: async () => [new Uint8Array(31)] }, 70_000).read([{ level: 0, index: 0 }])).rejects.toThrow(
      'a tile of 256 hashes has only 31 bytes',
    )
  })
})

test('the same log comes out whatever the portions, also when only the tiles survive between them', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 6 }), fc.boolean(), (portions, keepEdge) => {
      const total = portions.reduce((a, b) => a + b, 0)
      const { tiles, edge } = grow(portions, keepEdge)
      const whole = grow([total])
      expect(edge.size).toBe(total)
      expect(edge.root()).toEqual(rootOf(total))
      expect([...tiles.keys()].sort()).toEqual([...whole.tiles.keys()].sort())
      for (const [key, tile] of whole.tiles) expect(Buffer.compare(tiles.get(key)?.bytes as Buffer, tile.bytes)).toBe(0)
    }),
    { numRuns: 40 },
  )
})
