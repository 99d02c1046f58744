'use client'

import { useId, type ReactNode } from 'react'
import { ChevronsUpDown } from 'lucide-react'
import { FieldError, fieldKey, FieldFrame, type FieldProps } from './field.client.tsx'
import { useForm } from './form-context.client.tsx'
import { Icon } from './icon.tsx'

/** One of several. `why` disables it and says so beside it. */
export interface Option {
  readonly value: string
  readonly label: string
  readonly note?: ReactNode
  readonly why?: string
}

export function SelectField({
  options,
  placeholder,
  defaultValue,
  ...frame
}: FieldProps & { options: readonly Option[]; placeholder?: string; defaultValue?: string | undefined }) {
  return (
    <FieldFrame {...frame}>
      {(control, kept, turn) => (
        <span className="select-box">
          <select key={turn} {...control} defaultValue={kept ?? defaultValue ?? ''} className="field-control">
            {(placeholder !== undefined || Boolean(frame.optional) || defaultValue === undefined) && (
              <option value="">{placeholder ?? (frame.optional ? 'None' : 'Choose…')}</option>
            )}
            {options.map((o) => (
              <option key={o.value} value={o.value} disabled={Boolean(o.why)}>
                {o.label}
                {o.why ? ` (${o.why})` : ''}
              </option>
            ))}
          </select>
          <Icon of={ChevronsUpDown} />
        </span>
      )}
    </FieldFrame>
  )
}

interface ChoiceProps extends FieldProps {
  options: readonly Option[]
  inline?: boolean
}

function Group({ name, label, hint, optional, options, inline, type, chosen }: ChoiceProps & { type: 'radio' | 'checkbox'; chosen: readonly string[] }) {
  const id = useId()
  const { errors, values, turn } = useForm()
  const error = errors[fieldKey(name)]
  const kept = values?.[name] ?? values?.[fieldKey(name)]
  const on = values && kept !== undefined ? (typeof kept === 'string' ? [kept] : kept) : values ? [] : chosen
  return (
    <fieldset className="field" aria-describedby={[hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined}>
      <legend className="field-label mb-2">
        {label}
        {optional === true && <span className="optional">optional</span>}
      </legend>
      <div key={turn} className={inline ? 'options across' : 'options'}>
        {options.map((o) => (
          <label key={o.value} className="option">
            <input
              type={type}
              className="tick"
              name={name}
              value={o.value}
              defaultChecked={on.includes(o.value)}
              disabled={Boolean(o.why)}
              aria-invalid={error ? true : undefined}
            />
            <span>
              {o.label}
              {(o.note ?? o.why) && <span className="note">{o.why ?? o.note}</span>}
            </span>
          </label>
        ))}
      </div>
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
      {hint && (
        <span className="field-hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </fieldset>
  )
}

/** One of a few, all in sight. */
export function ChoiceField({ defaultValue, ...props }: ChoiceProps & { defaultValue?: string | undefined }) {
  return <Group {...props} type="radio" chosen={defaultValue === undefined ? [] : [defaultValue]} />
}
/** Any number of a few. */
export function ChecksField({ defaultValue = [], ...props }: ChoiceProps & { defaultValue?: readonly string[] }) {
  return <Group {...props} type="checkbox" chosen={defaultValue} />
}

function Single({ name, label, note, value = name.endsWith(':bool') ? 'on' : 'yes', defaultChecked, why, looks }: SingleProps & { looks: 'tick' | 'switch' }) {
  const id = useId()
  const { errors, values, turn } = useForm()
  const error = errors[fieldKey(name)]
  const kept = values && [values[name] ?? values[fieldKey(name)] ?? []].flat()
  return (
    <div className="field">
      {name.endsWith(':bool') && <input type="hidden" name={name} value="" />}
      <label className="option">
        <input
          key={turn}
          type="checkbox"
          role={looks === 'switch' ? 'switch' : undefined}
          className={looks}
          name={name}
          value={value}
          disabled={Boolean(why)}
          defaultChecked={kept ? kept.includes(value) : defaultChecked}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}-error` : undefined}
        />
        <span>
          {label}
          {(why ?? note) && <span className="note">{why ?? note}</span>}
        </span>
      </label>
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  )
}
interface SingleProps {
  name: string
  label: ReactNode
  note?: ReactNode
  value?: string
  defaultChecked?: boolean
  why?: string | undefined
}
/** Yes or no, sent with the form. */
export function CheckField(props: SingleProps) {
  return <Single {...props} looks="tick" />
}
/** On or off: a setting. */
export function SwitchField(props: SingleProps) {
  return <Single {...props} looks="switch" />
}
