'use client'

import { useForm } from '@/app/_ui/form-context.client.tsx'
import { TextLink } from '@/app/_ui/link.tsx'
import { paths } from '@/app/_ui/paths.ts'

interface Named {
  readonly id: string
  readonly number: string
}
const isNamed = (value: unknown): value is Named =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' && 'number' in value && typeof value.number === 'string'

/** Behind the sentence of an import: its statements, those too that were there before. */
export function ImportedLinks() {
  const { value } = useForm()
  if (typeof value !== 'object' || value === null) return null
  const { statements, known } = value as { statements?: unknown; known?: unknown },
    all = [statements, known].flatMap((list) => (Array.isArray(list) ? list.filter(isNamed) : []))
  if (all.length === 0) return null
  return (
    <p>
      Look at{' '}
      {all.map((one, i) => (
        <span key={one.id}>
          {i > 0 ? ', ' : ''}
          <TextLink href={paths.statement(one.id)}>
            <span className="mono">{one.number}</span>
          </TextLink>
        </span>
      ))}
      .
    </p>
  )
}
