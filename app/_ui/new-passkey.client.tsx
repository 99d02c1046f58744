'use client'

import { useEffect, useState, type ReactNode } from 'react'
import { buttonClass } from './button-class.ts'
import { Form } from './form.client.tsx'
import { useForm } from './form-context.client.tsx'
import { Notice } from './notice.tsx'
import type { FormAction } from './outcome.ts'
import { knowsPasskeys, makePasskey, passkeyMessage, type MakeOptions } from './passkey-call.ts'
import { SentAnswer } from './passkey.client.tsx'

/** Begins a passkey by a form, lets the device make it, and sends what it made. */
export function NewPasskey({ begin, save, children }: { begin: FormAction; save: FormAction; children: ReactNode }) {
  const [answer, setAnswer] = useState('')
  return (
    <>
      <Form action={begin}>
        {children}
        <Maker onMade={setAnswer} />
      </Form>
      {answer !== '' && (
        <Form action={save}>
          <SentAnswer key={answer} name="answer" answer={answer} />
        </Form>
      )}
    </>
  )
}
function Maker({ onMade }: { onMade: (answer: string) => void }) {
  const { value } = useForm(),
    options = typeof value === 'object' && value !== null && 'options' in value ? (value.options as MakeOptions) : undefined
  const [said, setSaid] = useState('')
  const make = async (from: MakeOptions) => {
    setSaid('')
    try {
      onMade(await makePasskey(from))
    } catch (error) {
      setSaid(passkeyMessage(error))
    }
  }
  useEffect(() => {
    if (!options) return
    if (knowsPasskeys()) void make(options)
    else setSaid('This browser, or the address of this page, can make no passkey.')
    // Once for each question; the sentence below offers it again.
  }, [options?.challenge])
  return said === '' || !options ? null : (
    <Notice tone="warn" title={said}>
      <button type="button" className={buttonClass({ size: 'small' })} onClick={() => void make(options)}>
        Ask the device again
      </button>
    </Notice>
  )
}
