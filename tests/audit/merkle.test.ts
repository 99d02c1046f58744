// The tree is RFC 6962's: proofs that are right are accepted, and a proof of anything false is not.
import crypto from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  coverNodes,
  emptyRoot,
  Frontier,
  proveConsistency,
  proveInclusion,
  rootAt,
  verifyConsistency,
  verifyInclusion,
  type Hash,
  type HashSource,
} from '../../lib/audit/merkle.ts'

const sha = (...parts: Uint8Array[]): Buffer => crypto.createHash('sha256').update(Buffer.concat(parts)).digest()
const leaf = (data: Uint8Array): Buffer => sha(Buffer.of(0), data)
/** The definition of RFC 6962 §2.1, word for word and as slow as it reads. */
function naiveRoot(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 0) return sha()
  if (leaves.length === 1) return Buffer.from(leaves[0] as Uint8Array)
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return sha(Buffer.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)))
}
const numbered = (n: number): Buffer[] => Array.from({ length: n }, (_, i) => leaf(Buffer.from(`leaf ${i}`)))
const sourceOf = (leaves: readonly Uint8Array[]): HashSource => ({
  read: async (nodes) =>
    nodes.map(({ level, index }) => {
      const width = 2 ** level
      if ((index + 1) * width > leaves.length) throw new Error('a node that is not there was asked for')
      return naiveRoot(leaves.slice(index * width, (index + 1) * width))
    }),
})
const flip = (hash: Hash, bit: number): Hash => {
  const copy = Buffer.from(hash)
  copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7))
  return copy
}

describe('roots', () => {
  test('are those of the published test vectors of Certificate Transparency', () => {
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map((hex) =>
      leaf(Buffer.from(hex, 'hex')),
    )
    const roots = [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ]
    const frontier = new Frontier()
    expect(Buffer.from(frontier.root()).toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    inputs.forEach((hash, i) => {
      frontier.append(hash)
      expect(Buffer.from(frontier.root()).toString('hex')).toBe(roots[i])
    })
  })
  test('of a frontier equal the definition at every size, also when it is stored and taken up again', () => {
    const leaves = numbered(150)
    let frontier = new Frontier()
    leaves.forEach((hash, i) => {
      frontier.append(hash)
      frontier = Frontier.from(frontier.size, frontier.hashes)
      expect(frontier.root()).toEqual(naiveRoot(leaves.slice(0, i + 1)))
    })
  })
  test('come out the same when stretches are passed over by their subtrees', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 120 }), fc.array(fc.nat(120)), async (size, cuts) => {
        const leaves = numbered(size)
        const borders = [...new Set([0, ...cuts.filter((c) => c < size), size])].sort((a, b) => a - b)
        const frontier = new Frontier()
        for (let i = 1; i < borders.length; i++) {
          const nodes = coverNodes(borders[i - 1] as number, borders[i] as number)
          const hashes = await sourceOf(leaves).read(nodes)
          nodes.forEach(({ level }, n) => frontier.append(hashes[n] as Hash, level))
        }
        expect(frontier.root()).toEqual(naiveRoot(leaves))
        expect(await rootAt(size, sourceOf(leaves))).toEqual(naiveRoot(leaves))
      }),
      { numRuns: 60 },
    )
  })
})

describe('proofs', () => {
  test('of inclusion hold for every leaf of every tree up to 70', async () => {
    for (let size = 1; size <= 70; size++) {
      const leaves = numbered(size),
        root = naiveRoot(leaves)
      for (let i = 0; i < size; i++) {
        const proof = await proveInclusion(i, size, sourceOf(leaves))
        expect(verifyInclusion(i, size, leaves[i] as Buffer, proof, root)).toBe(true)
        expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)))
      }
    }
  })
  test('of consistency hold between all trees up to 40', async () => {
    const leaves = numbered(40)
    for (let newer = 0; newer <= 40; newer++)
      for (let older = 0; older <= newer; older++) {
        const proof = await proveConsistency(older, newer, sourceOf(leaves.slice(0, newer)))
        expect(verifyConsistency(older, newer, naiveRoot(leaves.slice(0, older)), naiveRoot(leaves.slice(0, newer)), proof)).toBe(true)
      }
  })
  const tree = fc
    .integer({ min: 2, max: 200 })
    .chain((size) => fc.record({ size: fc.constant(size), at: fc.nat(size - 1), edit: fc.nat(5), bit: fc.nat(255), which: fc.nat(30) }))
  test('of inclusion fail after any edit: leaf, root, a step, a missing step, one too many, another place', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async ({ size, at, edit, bit, which }) => {
        const leaves = numbered(size),
          root = naiveRoot(leaves),
          hash = leaves[at] as Buffer
        const proof = await proveInclusion(at, size, sourceOf(leaves))
        const step = which % proof.length
        const forged = [
          () => verifyInclusion(at, size, flip(hash, bit), proof, root),
          () => verifyInclusion(at, size, hash, proof, flip(root, bit)),
          () =>
            verifyInclusion(
              at,
              size,
              hash,
              proof.map((h, i) => (i === step ? flip(h, bit) : h)),
              root,
            ),
          () =>
            verifyInclusion(
              at,
              size,
              hash,
              proof.filter((_, i) => i !== step),
              root,
            ),
          () => verifyInclusion(at, size, hash, [...proof, root], root),
          () => verifyInclusion((at + 1) % size, size, hash, proof, root),
        ][edit] as () => boolean
        expect(forged()).toBe(false)
      }),
    )
  })
  test('of consistency fail after any edit of either root or of a step', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async ({ size, at, edit, bit, which }) => {
        const older = at + 1
        const leaves = numbered(size),
          oldRoot = naiveRoot(leaves.slice(0, older)),
          newRoot = naiveRoot(leaves)
        const proof = await proveConsistency(older, size, sourceOf(leaves))
        const step = proof.length === 0 ? 0 : which % proof.length
        const forged = [
          () => verifyConsistency(older, size, flip(oldRoot, bit), newRoot, proof),
          () => verifyConsistency(older, size, oldRoot, flip(newRoot, bit), proof),
          () =>
            proof.length > 0 &&
            verifyConsistency(
              older,
              size,
              oldRoot,
              newRoot,
              proof.map((h, i) => (i === step ? flip(h, bit) : h)),
            ),
          () =>
            proof.length > 0 &&
            verifyConsistency(
              older,
              size,
              oldRoot,
              newRoot,
              proof.filter((_, i) => i !== step),
            ),
          () => verifyConsistency(older, size, oldRoot, newRoot, [...proof, newRoot]),
          () => verifyConsistency(size, older === size ? size - 1 : older, newRoot, oldRoot, proof),
        ][edit] as () => boolean
        expect(forged()).toBe(false)
      }),
    )
  })
  test('a rewritten log is not consistent with what was signed before', async () => {
    const before = numbered(33),
      after = numbered(50)
    after[7] = leaf(Buffer.from('rewritten'))
    expect(verifyConsistency(33, 50, naiveRoot(before), naiveRoot(after), await proveConsistency(33, 50, sourceOf(after)))).toBe(false)
  })
  test('every tree continues the empty one, and only the real empty one', () => {
    expect(verifyConsistency(0, 5, emptyRoot, naiveRoot(numbered(5)), [])).toBe(true)
    expect(verifyConsistency(0, 5, flip(emptyRoot, 0), naiveRoot(numbered(5)), [])).toBe(false)
  })
})

test('sizes beyond 32 bits stay exact', () => {
  const nodes = coverNodes(2 ** 40 - 3, 2 ** 40 + 5)
  expect(nodes).toEqual([
    { level: 0, index: 2 ** 40 - 3 },
    { level: 1, index: 2 ** 39 - 1 },
    { level: 2, index: 2 ** 38 },
    { level: 0, index: 2 ** 40 + 4 },
  ])
  expect(coverNodes(0, 2 ** 45)).toEqual([{ level: 45, index: 0 }])
})
test('a hash of another length, as a damaged file may hold it, proves nothing and breaks nothing', async () => {
  const leaves = numbered(50),
    source = sourceOf(leaves),
    root = naiveRoot(leaves),
    older = naiveRoot(leaves.slice(0, 33)),
    leaf = leaves[7] as Hash
  const path = await proveInclusion(7, 50, source),
    proof = await proveConsistency(33, 50, source)
  const lengths = [0, 1, 31, 33, 64, 200]
  for (const length of lengths) {
    const wrong = Buffer.alloc(length, 7),
      put = (hashes: readonly Hash[], at: number): Hash[] => hashes.map((hash, i) => (i === at ? wrong : hash))
    for (let at = 0; at < path.length; at++) expect(verifyInclusion(7, 50, leaf, put(path, at), root)).toBe(false)
    for (let at = 0; at < proof.length; at++) expect(verifyConsistency(33, 50, older, root, put(proof, at))).toBe(false)
    expect([
      verifyInclusion(7, 50, wrong, path, root),
      verifyInclusion(7, 50, leaf, path, wrong),
      verifyConsistency(33, 50, wrong, root, proof),
      verifyConsistency(33, 50, older, wrong, proof),
    ]).toEqual([false, false, false, false])
  }
})
