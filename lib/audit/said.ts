import type { ReadCtx } from '../access/ctx.ts'
import { sentenceOf } from './event-words.ts'
import { linked, namesOf, referencesIn, type Subject } from './subjects.ts'

interface Happened {
  readonly event: string
  readonly detail: string
  readonly subjectKind: string
  readonly subjectId: string | null
}
/** How one event reads: its sentence, the same with each record that it names, and what it is about. */
export interface Said {
  readonly sentence: string
  readonly said: readonly (string | Subject)[]
  readonly subject: Subject | undefined
}

/** How events read, in the order given: the one way, so that paper and screen say the same. */
export async function saidOf(ctx: ReadCtx, rows: readonly Happened[]): Promise<Said[]> {
  const sentences = rows.map((row) => sentenceOf(row.event, row.detail))
  const subjectOf = await namesOf(ctx, [...rows, ...sentences.flatMap(referencesIn)])
  return rows.map((row, i) => {
    const sentence = sentences[i] ?? '',
      subject = subjectOf(row)
    return { sentence, subject, said: linked(sentence, subject, subjectOf) }
  })
}
/** The same as plain text, for what has no links. */
export const plainText = ({ said }: Pick<Said, 'said'>): string => said.map((part) => (typeof part === 'string' ? part : (part.label ?? ''))).join('')
