'use client'

import type { ReactNode } from 'react'
import { buttonClass } from './button-class.ts'
import { Form } from './form.client.tsx'
import { useForm } from './form-context.client.tsx'
import { Mark } from './mark.tsx'
import type { FormAction } from './outcome.ts'

interface SubmitProps {
  primary?: boolean
  danger?: boolean
  quiet?: boolean
  wide?: boolean
  size?: 'small' | 'large'
  name?: string
  value?: string
  keys?: string
  why?: string | false | undefined
  children: ReactNode
}

/** The button that sends. While the answer is awaited it keeps its words, turns a mark and cannot be pressed again. */
export function Submit({ primary = false, danger = false, quiet = false, wide = false, size, name, value, keys, why, children }: SubmitProps) {
  const { pending, pressed } = useForm()
  const busy = pending && pressed === `${name ?? ''}=${value ?? ''}`
  return (
    <span className={why ? 'withheld' : 'contents'}>
      <button
        type="submit"
        className={buttonClass({ primary, danger, quiet, wide, ...(size ? { size } : {}) })}
        name={name}
        value={value}
        data-key={keys}
        aria-keyshortcuts={keys}
        aria-busy={busy || undefined}
        aria-disabled={pending || undefined}
        disabled={Boolean(why)}
      >
        {busy && <Mark shape="half" className="busy-mark" />}
        <span>{children}</span>
        {keys && (
          <kbd className="key" aria-hidden="true">
            {keys.toUpperCase()}
          </kbd>
        )}
      </button>
      {why && (
        <span className="why">
          <Mark shape="slash" />
          {why}
        </span>
      )}
    </span>
  )
}

/** A form of one button: an act without fields. */
export function SubmitButton({
  action,
  hidden,
  ...look
}: SubmitProps & { action: FormAction; hidden?: Readonly<Record<string, string | number | undefined>> }) {
  return (
    <Form action={action} {...(hidden ? { hidden } : {})} className="contents-form">
      <Submit {...look} />
    </Form>
  )
}
