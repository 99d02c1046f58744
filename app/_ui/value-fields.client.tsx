'use client'

import { useSyncExternalStore, type ComponentProps } from 'react'
import { type FieldProps, FieldFrame } from './field.client.tsx'

const never = () => () => {}
/**
 * A text area that keeps what was typed before the script arrived. React gives one that it takes over its first text again, where that is what the
 * server drew, and no other kind of field; so the first text is told a moment later, when it only says what the area goes back to.
 */
function Area({ defaultValue, ...props }: ComponentProps<'textarea'>) {
  const isTakenOver = useSyncExternalStore(
    never,
    () => false,
    () => typeof document !== 'undefined',
  )
  return <textarea {...props} defaultValue={isTakenOver ? undefined : defaultValue} suppressHydrationWarning />
}

export function AreaField({
  rows = 3,
  max,
  defaultValue,
  placeholder,
  ...frame
}: FieldProps & { rows?: number; max?: number; defaultValue?: string | undefined; placeholder?: string }) {
  return (
    <FieldFrame {...frame}>
      {(control, kept, turn) => (
        <Area key={turn} {...control} rows={rows} maxLength={max} defaultValue={kept ?? defaultValue} placeholder={placeholder} className="field-control" />
      )}
    </FieldFrame>
  )
}
export function NumberField({
  min,
  max,
  step = 'any',
  suffix,
  defaultValue,
  ...frame
}: FieldProps & { min?: number; max?: number; step?: number | 'any'; suffix?: string; defaultValue?: string | number | undefined }) {
  return (
    <FieldFrame {...frame}>
      {(control, kept, turn) => {
        const input = (
          <input
            key={turn}
            {...control}
            type="text"
            inputMode={step === 'any' || step < 1 ? 'decimal' : 'numeric'}
            data-min={min}
            data-max={max}
            maxLength={24}
            autoComplete="off"
            defaultValue={kept ?? defaultValue}
            className="field-control tabular-nums"
          />
        )
        return suffix ? (
          <span className="affix">
            {input}
            <span>{suffix}</span>
          </span>
        ) : (
          input
        )
      }}
    </FieldFrame>
  )
}
/** An amount as decimal text; the currency stands beside it and is not typed. */
export function MoneyField({ currency, defaultValue, ...frame }: FieldProps & { currency: string; defaultValue?: string | undefined }) {
  return <NumberField {...frame} suffix={currency} defaultValue={defaultValue} />
}
export function DayField({ min, max, defaultValue, ...frame }: FieldProps & { min?: string; max?: string; defaultValue?: string | undefined }) {
  return (
    <FieldFrame {...frame}>
      {(control, kept, turn) => (
        <input key={turn} {...control} type="date" min={min} max={max} defaultValue={kept ?? defaultValue} className="field-control tabular-nums" />
      )}
    </FieldFrame>
  )
}
export function FileField({ accept, max, ...frame }: FieldProps & { accept?: string; max?: number }) {
  return <FieldFrame {...frame}>{(control) => <input {...control} type="file" accept={accept} data-max={max} className="field-control" />}</FieldFrame>
}
