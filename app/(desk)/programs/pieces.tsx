import { Fragment } from 'react'
import { localText } from '@/app/_ui/format.ts'
import type { Place } from '@/app/_ui/place.ts'

interface Piece {
  readonly text: string
  readonly isValue: boolean
}
/** A rule as sentences, its values in weight. */
export function Pieces({ of, place, small = false }: { of: readonly (readonly Piece[])[]; place: Place; small?: boolean }) {
  const body = of.map((sentence, i) => (
    <Fragment key={i}>
      {i > 0 ? ' ' : null}
      {sentence.map((piece, n) =>
        piece.isValue ? <b key={n}>{localText(piece.text, place)}</b> : <Fragment key={n}>{localText(piece.text, place)}</Fragment>,
      )}
    </Fragment>
  ))
  return small ? <p className="text-caption text-ink-2">{body}</p> : <>{body}</>
}
