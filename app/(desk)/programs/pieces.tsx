import { Fragment } from 'react'

interface Piece { readonly text: string; readonly isValue: boolean }
/** A rule as sentences, its values in weight. */
export function Pieces({ of, small = false }: { of: readonly (readonly Piece[])[]; small?: boolean }) {
  const body = of.map((sentence, i) => <Fragment key={i}>{i > 0 ? ' ' : null}{sentence.map((piece, n) => (piece.isValue ? <b key={n}>{piece.text}</b> : <Fragment key={n}>{piece.text}</Fragment>))}</Fragment>)
  return small ? <p className="text-caption text-ink-2">{body}</p> : <>{body}</>
}
