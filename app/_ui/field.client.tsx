'use client'

import { useId, type HTMLInputAutoCompleteAttribute, type ReactNode } from 'react'
import { classes } from './class-names.ts'
import { useForm } from './form-context.client.tsx'
import { Mark } from './mark.tsx'

export interface FieldProps {
  name: string
  label: ReactNode
  hint?: ReactNode
  /** `silently`: needed only in some cases, so the word is not shown. */
  optional?: boolean | 'silently'
}
export interface ControlProps {
  id: string
  name: string
  required: boolean
  'aria-invalid': true | undefined
  'aria-describedby': string | undefined
}
/** `days:int` is sent under that name and answered as `days`; `ids[]` as `ids`. */
export const fieldKey = (name: string): string => name.replace(/(:[a-z]+|\[\])$/, '')
/** Label, control, hint and message: the frame that every kind of field shares. */
export function FieldFrame({
  name,
  label,
  hint,
  optional,
  children,
}: FieldProps & { children: (control: ControlProps, kept: string | undefined, turn: number) => ReactNode }) {
  const id = useId()
  const { errors, values, turn } = useForm()
  const error = errors[fieldKey(name)]
  const kept = values?.[name] ?? values?.[fieldKey(name)]
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
        {optional === true && <span className="optional">optional</span>}
      </label>
      {children(
        { id, name, required: !optional, 'aria-invalid': error ? true : undefined, 'aria-describedby': described || undefined },
        typeof kept === 'string' ? kept : kept?.[0],
        turn,
      )}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
      {hint && (
        <span className="field-hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  )
}
export function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <span className="field-error" id={id}>
      <Mark shape="triangle" />
      <span>{children}</span>
    </span>
  )
}
export type TextKind = 'text' | 'email' | 'password' | 'new-password' | 'search' | 'tel' | 'url'
const completion: Partial<Record<TextKind, HTMLInputAutoCompleteAttribute>> = {
  email: 'email',
  password: 'current-password',
  'new-password': 'new-password',
  tel: 'tel',
  url: 'url',
}
export interface TextProps extends FieldProps {
  kind?: TextKind
  max?: number
  autoComplete?: HTMLInputAutoCompleteAttribute
  defaultValue?: string | undefined
  placeholder?: string
  size?: 'large'
  mono?: boolean
  readOnly?: boolean
  autoFocus?: boolean
  /** Never kept after a refusal: account numbers, tokens. Passwords always are. */
  secret?: boolean
  suggestions?: readonly string[]
}
export function Field({
  kind = 'text',
  max,
  autoComplete,
  defaultValue,
  placeholder,
  size,
  mono,
  readOnly,
  autoFocus,
  secret,
  suggestions,
  ...frame
}: TextProps) {
  const hides = kind === 'password' || kind === 'new-password'
  return (
    <FieldFrame {...frame}>
      {(control, kept, turn) => (
        <>
          <input
            key={hides || secret ? 'secret' : turn}
            {...control}
            type={hides ? 'password' : kind}
            maxLength={max}
            autoComplete={autoComplete ?? completion[kind] ?? 'off'}
            defaultValue={hides || secret ? undefined : (kept ?? defaultValue)}
            placeholder={placeholder}
            readOnly={readOnly}
            autoFocus={autoFocus}
            data-secret={hides || secret ? '' : undefined}
            list={suggestions ? `${control.id}-list` : undefined}
            spellCheck={kind === 'text' && !mono ? undefined : false}
            autoCapitalize={kind === 'text' ? undefined : 'none'}
            className={classes('field-control', size, mono && 'mono')}
          />
          {suggestions && (
            <datalist id={`${control.id}-list`}>
              {suggestions.map((s) => (
                <option key={s} value={s} />
              ))}
            </datalist>
          )}
        </>
      )}
    </FieldFrame>
  )
}
export function FieldRow({ children }: { children: ReactNode }) {
  return <div className="field-row">{children}</div>
}
