'use client'

import type { ReactNode } from 'react'
import { useForm } from '@/app/_ui/form-context.client.tsx'

/** What only a CSV file needs, out of the way of everybody else's; open where one of its fields is at fault. */
export function CsvFields({ children }: { children: ReactNode }) {
  const { errors, turn } = useForm()
  const isFaulty = Object.keys(errors).some((name) => name !== 'file')
  return (
    <details key={isFaulty ? turn : 'closed'} className="disclosure" open={isFaulty}>
      <summary>Only for CSV: whose account it is and which column is which</summary>
      <div className="form mt-3">{children}</div>
    </details>
  )
}
