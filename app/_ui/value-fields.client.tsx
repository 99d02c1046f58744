'use client'

import { useLayoutEffect, useRef, useSyncExternalStore, type ComponentProps } from 'react'
import { type FieldProps, FieldFrame } from './field.client.tsx'

const never = () => () => {}
/**
 * React writes its first text into a text area that it takes over, as into no other kind of field: what was typed by then would be gone, and what was
 * marked would not be any more, so that the next letter stood beside the text that it was to replace. Until it is taken over, it takes any text but that one.
 */
function keepText(id: string): void {
  const area = document.getElementById(id)
  // A taking over may be begun more than once.
  if (!(area instanceof HTMLTextAreaElement) || Object.hasOwn(area, 'value')) return
  // Text that a script has written is not moved by a new first text, even where it is the same.
  area.value = String(area.value)
  Object.defineProperty(area, 'value', {
    configurable: true,
    get: () => Reflect.get(HTMLTextAreaElement.prototype, 'value', area) as string,
    set: (text: string) => {
      if (text !== area.defaultValue) Reflect.set(HTMLTextAreaElement.prototype, 'value', text, area)
    },
  })
}
/** A text area that stays as its person left it when the script arrives. */
function Area(props: ComponentProps<'textarea'> & { id: string }) {
  const area = useRef<HTMLTextAreaElement>(null)
  const isTakenOver = useSyncExternalStore(
    never,
    () => false,
    () => typeof document !== 'undefined',
  )
  if (isTakenOver) keepText(props.id)
  useLayoutEffect(() => {
    // From now on it is like every other.
    if (isTakenOver && area.current) Reflect.deleteProperty(area.current, 'value')
  }, [isTakenOver])
  return <textarea ref={area} {...props} />
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
