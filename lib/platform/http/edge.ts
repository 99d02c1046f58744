/**
 * What our own server leaves for the middleware of the same process. Bundled separately, the two share nothing but the global object.
 * Without it (somebody ran the framework's own server) the middleware trusts no header about the caller.
 */
export interface Edge {
  /** The framework runs its development build. */
  readonly development: boolean
}
const key = Symbol.for('plumbline.edge')
type Holder = Record<symbol, Edge | undefined>

export function announceEdge(edge: Edge): void {
  ;(globalThis as unknown as Holder)[key] = edge
}
export const readEdge = (): Edge | undefined => (globalThis as unknown as Holder)[key]
