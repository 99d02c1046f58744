import crypto from 'node:crypto'
import { assert } from '../kernel/assert.ts'

/** 32 bytes. */
export type Hash = Uint8Array
/** The perfect subtree over leaves [index · 2^level, (index + 1) · 2^level). */
export interface NodeId {
  readonly level: number
  readonly index: number
}
/** Where the hashes of perfect subtrees come from: tiles, a table, memory. Answers in the order asked. */
export interface HashSource {
  read(nodes: readonly NodeId[]): Promise<Hash[]>
}
/** Leaves from (included) to (excluded). */
export interface Span {
  readonly from: number
  readonly to: number
}

/** The root of a tree without leaves: SHA-256 of nothing (RFC 6962 §2.1). */
export const emptyRoot: Hash = crypto.hash('sha256', Buffer.alloc(0), 'buffer')

const scratch = Buffer.alloc(65, 1)
/** SHA-256(0x01 ‖ left ‖ right), RFC 6962 §2.1. The prefix keeps a node from being passed off as a leaf. */
export function hashChildren(left: Hash, right: Hash): Hash {
  scratch.set(left, 1)
  scratch.set(right, 33)
  return crypto.hash('sha256', scratch, 'buffer')
}

/** The fewest perfect subtrees that together are exactly [from, to), left to right. Numbers stay exact up to 2^53 leaves. */
export function coverNodes(from: number, to: number): NodeId[] {
  const nodes: NodeId[] = []
  for (let at = from; at < to;) {
    let level = 0,
      width = 1
    while (at % (width * 2) === 0 && at + width * 2 <= to) {
      width *= 2
      level++
    }
    nodes.push({ level, index: at / width })
    at += width
  }
  return nodes
}
/** How many hashes {@link coverNodes} gives. */
export const coverLength = (from: number, to: number): number => coverNodes(from, to).length

/** The hash of adjoining subtrees as one, the right ones joined first: RFC 6962's shape for a tree that is not full. */
export function foldRight(hashes: readonly Hash[]): Hash {
  let folded: Hash | undefined
  for (let i = hashes.length - 1; i >= 0; i--) {
    const hash = hashes[i] as Hash
    folded = folded ? hashChildren(hash, folded) : hash
  }
  return folded ?? emptyRoot
}

/**
 * A tree that grows at its right end and keeps only its frontier: at most 53 hashes. Whole subtrees may be appended where the size is a
 * multiple of their width, which is how a verifier passes over entries it was not given.
 */
export class Frontier {
  #size = 0
  readonly #levels: number[] = []
  /** The hashes one after the other, in place: a million appends make no garbage. */
  readonly #bytes = Buffer.alloc(54 * 32)

  /** Continues a tree of which only size and frontier were kept. */
  static from(size: number, hashes: readonly Hash[]): Frontier {
    const nodes = coverNodes(0, size)
    assert(nodes.length === hashes.length, `a tree of ${size} leaves has a frontier of ${nodes.length} hashes, got ${hashes.length}`)
    const frontier = new Frontier()
    nodes.forEach((node, i) => frontier.append(hashes[i] as Hash, node.level))
    return frontier
  }
  get size(): number {
    return this.#size
  }
  get hashes(): Hash[] {
    return this.#levels.map((_, i) => Buffer.from(this.#bytes.subarray(i * 32, i * 32 + 32)))
  }

  append(hash: Hash, level = 0): void {
    const width = 2 ** level
    assert(this.#size % width === 0, `a subtree of ${width} leaves cannot stand at ${this.#size}`)
    this.#size += width
    const levels = this.#levels,
      bytes = this.#bytes
    let at = levels.length * 32
    bytes.set(hash, at)
    while (levels.length > 0 && levels[levels.length - 1] === level) {
      levels.pop()
      level++
      at -= 32
      bytes.copy(scratch, 1, at, at + 64)
      bytes.write(crypto.hash('sha256', scratch, 'binary'), at, 'latin1')
    }
    levels.push(level)
  }
  root(): Hash {
    return foldRight(this.hashes)
  }
}

/** The largest power of two below n (n > 1): where RFC 6962 splits. */
function split(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}
function inclusionSpans(leaf: number, size: number): Span[] {
  const spans: Span[] = []
  for (let from = 0, to = size; to - from > 1;) {
    const middle = from + split(to - from)
    if (leaf < middle) {
      spans.push({ from: middle, to })
      to = middle
    } else {
      spans.push({ from, to: middle })
      from = middle
    }
  }
  return spans.reverse()
}
function consistencySpans(older: number, newer: number): Span[] {
  const spans: Span[] = []
  let from = 0,
    to = newer,
    whole = true
  while (older !== to) {
    const middle = from + split(to - from)
    if (older <= middle) {
      spans.push({ from: middle, to })
      to = middle
    } else {
      spans.push({ from, to: middle })
      from = middle
      whole = false
    }
  }
  if (!whole) spans.push({ from, to })
  return spans.reverse()
}
async function hashSpans(spans: readonly Span[], source: HashSource): Promise<Hash[]> {
  const covers = spans.map((span) => coverNodes(span.from, span.to))
  const hashes = await source.read(covers.flat())
  let next = 0
  return covers.map((cover) => foldRight(hashes.slice(next, (next += cover.length))))
}

/** The audit path of a leaf, nearest sibling first (RFC 6962 §2.1.1). */
export async function proveInclusion(leaf: number, size: number, source: HashSource): Promise<Hash[]> {
  assert(leaf >= 0 && leaf < size, `leaf ${leaf} is not in a tree of ${size}`)
  return hashSpans(inclusionSpans(leaf, size), source)
}
/** Shows that the tree of `older` leaves is the beginning of the tree of `newer` leaves (RFC 6962 §2.1.2). */
export async function proveConsistency(older: number, newer: number, source: HashSource): Promise<Hash[]> {
  assert(older >= 0 && older <= newer, `a tree of ${older} cannot be the beginning of one of ${newer}`)
  return older === 0 || older === newer ? [] : hashSpans(consistencySpans(older, newer), source)
}
export async function rootAt(size: number, source: HashSource): Promise<Hash> {
  return foldRight(await source.read(coverNodes(0, size)))
}

const equal = (a: Hash, b: Hash): boolean => Buffer.compare(a, b) === 0
/** What comes out of a file may be of any length; only whole hashes are put into a tree. */
const areWhole = (hashes: readonly Hash[]): boolean => hashes.every((hash) => hash.length === emptyRoot.length)
/** RFC 9162 §2.1.3.2. */
export function verifyInclusion(leaf: number, size: number, hash: Hash, proof: readonly Hash[], root: Hash): boolean {
  if (leaf < 0 || leaf >= size || !areWhole([hash, root, ...proof])) return false
  let at = leaf,
    last = size - 1
  for (const sibling of proof) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      hash = hashChildren(sibling, hash)
      while (at % 2 === 0 && at !== 0) {
        at /= 2
        last = Math.floor(last / 2)
      }
    } else hash = hashChildren(hash, sibling)
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && equal(hash, root)
}
/** RFC 9162 §2.1.4.2. Every tree continues the empty one. */
export function verifyConsistency(older: number, newer: number, olderRoot: Hash, newerRoot: Hash, proof: readonly Hash[]): boolean {
  if (older > newer || !areWhole([olderRoot, newerRoot, ...proof])) return false
  if (older === newer) return proof.length === 0 && equal(olderRoot, newerRoot)
  if (older === 0) return proof.length === 0 && equal(olderRoot, emptyRoot)
  const path = coverLength(0, older) === 1 ? [olderRoot, ...proof] : [...proof]
  let at = older - 1,
    last = newer - 1
  while (at % 2 === 1) {
    at = (at - 1) / 2
    last = Math.floor(last / 2)
  }
  const first = path.shift()
  if (!first) return false
  let left = first,
    right = first
  for (const sibling of path) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      left = hashChildren(sibling, left)
      right = hashChildren(sibling, right)
      while (at % 2 === 0 && at !== 0) {
        at /= 2
        last = Math.floor(last / 2)
      }
    } else right = hashChildren(right, sibling)
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && equal(left, olderRoot) && equal(right, newerRoot)
}
