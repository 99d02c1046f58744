'use client'

import { useEffect, useId, useRef, useState } from 'react'
import { FieldError, type FieldProps } from './field.client.tsx'
import { useForm } from './form-context.client.tsx'
import { PasskeyButton, SentAnswer, usePasskeyWay } from './passkey.client.tsx'

const digitsOf = (text: string, length: number): string => text.replace(/\D/g, '').slice(0, length)

/**
 * A code of six digits as one input under six cells: pasting, password managers and `one-time-code` work, and a screen reader meets one
 * field. Until script arrives it is a plain input. With `sends` the last digit submits. Where its person has a passkey it answers instead.
 */
export function OtpField({ name, label, hint, length = 6, sends, autoFocus }: FieldProps & { length?: number; sends?: boolean; autoFocus?: boolean }) {
  const id = useId()
  const { errors, turn, pending } = useForm()
  const [code, setCode] = useState('')
  const [awake, setAwake] = useState(false)
  const [answer, setAnswer] = useState('')
  const way = usePasskeyWay(name)
  const [cleared, setCleared] = useState(turn)
  const input = useRef<HTMLInputElement>(null)
  if (cleared !== turn) {
    setCleared(turn)
    setCode('')
    setAnswer('')
  }
  useEffect(() => {
    setAwake(true)
    setCode(digitsOf(input.current?.value ?? '', length))
  }, [length]) // what was typed before script arrived stays
  useEffect(() => {
    if (sends && code.length === length && !pending) input.current?.form?.requestSubmit()
    // Only a newly completed code sends; a refused one has been emptied.
  }, [code])
  const error = errors[name]
  const digits = [...code]
  const passkey = way && (
    <>
      {answer === '' ? (
        <PasskeyButton asker={way.asker} atSubmit={way.only} onAnswer={setAnswer}>
          Use a passkey
        </PasskeyButton>
      ) : (
        <SentAnswer name={name} answer={answer} />
      )}
    </>
  )
  if (way?.only)
    return (
      <div className="field" role="group" aria-label="Passkey">
        {passkey}
        {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
      </div>
    )
  return (
    <div className="field">
      {passkey}
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <div className={awake ? 'code-field' : 'code-field plain'}>
        <span className="code-cells" aria-hidden="true">
          {Array.from({ length }, (_, i) => (
            <span key={i} className={i === Math.min(digits.length, length - 1) ? 'here' : undefined}>
              {digits[i]}
            </span>
          ))}
        </span>
        <input
          ref={input}
          id={id}
          name={answer === '' ? name : undefined}
          value={code}
          onChange={(event) => setCode(digitsOf(event.target.value, length))}
          type="text"
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9 ]*"
          maxLength={length + 4}
          required
          autoFocus={autoFocus}
          data-secret=""
          spellCheck={false}
          aria-invalid={error ? true : undefined}
          aria-describedby={[hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined}
        />
      </div>
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
      {hint && (
        <span className="field-hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  )
}
