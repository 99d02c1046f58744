'use client'

import { createContext, use } from 'react'
import type { TypedValues } from './outcome.ts'

export interface FormState {
  readonly errors: Readonly<Record<string, string>>
  readonly values: TypedValues | undefined
  /** What the act answered when it went well: for what is shown once, such as codes. */
  readonly value: unknown
  readonly pending: boolean
  /** `name=value` of the button that was pressed. */
  readonly pressed: string
  /** Rises with every answer, so that uncontrolled controls can be made anew. */
  readonly turn: number
}
const nothing: FormState = { errors: {}, values: undefined, value: undefined, pending: false, pressed: '', turn: 0 }
export const FormContext = createContext<FormState>(nothing)
/** What the last answer said about this form; outside of one, nothing. */
export const useForm = (): FormState => use(FormContext)
