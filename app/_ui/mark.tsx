import { classes } from './class-names.ts'

/** A state is told by shape, word and colour together, so that none is alone. */
export const markShapes = ['ring', 'half', 'quarter', 'disc', 'triangle', 'square', 'slash'] as const
export type MarkShape = (typeof markShapes)[number]

const drawn: Record<MarkShape, React.ReactNode> = {
  ring: <circle cx="5" cy="5" r="4.1" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  half: (
    <>
      <circle cx="5" cy="5" r="4.1" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M5 .9a4.1 4.1 0 0 1 0 8.2z" fill="currentColor" />
    </>
  ),
  quarter: (
    <>
      <circle cx="5" cy="5" r="4.1" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M5 .5V5h4.5A4.5 4.5 0 0 0 5 .5z" fill="currentColor" />
    </>
  ),
  disc: <circle cx="5" cy="5" r="4.9" fill="currentColor" />,
  triangle: <path d="M5 .3 10.2 9.6H-.2z" fill="currentColor" />,
  square: <path d="M.6.6h8.8v8.8H.6z" fill="currentColor" />,
  slash: (
    <>
      <circle cx="5" cy="5" r="4.1" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M2.2 7.8 7.8 2.2" stroke="currentColor" strokeWidth="1.6" />
    </>
  ),
}

const made = new Map<string, React.ReactElement>()
/** The same element for the same mark: a list sends each mark once and then refers to it. */
export function Mark({ shape, className }: { shape: MarkShape; className?: string }) {
  const key = classes('mark', `mark-${shape}`, className)
  let mark = made.get(key)
  if (!mark)
    made.set(
      key,
      (mark = (
        <svg className={key} viewBox="0 0 10 10" aria-hidden="true">
          {drawn[shape]}
        </svg>
      )),
    )
  return mark
}

/** The weight at the end of the plumb line: the product's sign, and where a trail rests on the work. */
export function Bob({ size = 16 }: { size?: number }) {
  return (
    <svg className="bob" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <path d="M8 0v6" stroke="currentColor" strokeWidth="1.25" />
      <path d="M5 6h6v2.6L8 16 5 8.6z" fill="currentColor" />
    </svg>
  )
}
