'use client'

import { createContext, use, useEffect, useId, useRef, useState, type ReactNode } from 'react'
import { buttonClass } from './button-class.ts'
import { FieldError } from './field.client.tsx'
import { Form } from './form.client.tsx'
import { Mark } from './mark.tsx'
import type { FormAction } from './outcome.ts'
import { knowsPasskeys, passkeyMessage, usePasskeyFor } from './passkey-call.ts'
import { paths } from './paths.ts'

/** Who asks for the passkey: an open session, a sign-in that has its first proof, or one that begins by it. */
export type PasskeyAsker = 'session' | 'flow' | 'start'
/** Where codes are asked for and a passkey may answer instead. */
export interface PasskeyWay {
  readonly name: string
  readonly asker: PasskeyAsker
  /** There is no authenticator whose code could be typed, or its code would not count. */ readonly only: boolean
}
const Way = createContext<PasskeyWay | undefined>(undefined)
/** Every code field of that name beneath it offers the passkey. */
export function PasskeyOffer({ way, children }: { way: PasskeyWay | undefined; children: ReactNode }) {
  return <Way value={way}>{children}</Way>
}
export function usePasskeyWay(name: string): PasskeyWay | undefined {
  const way = use(Way)
  return way?.name === name ? way : undefined
}
const post = { method: 'POST', headers: { accept: 'application/json' } }
const question = (asker: PasskeyAsker, next?: string): Promise<Response> =>
  asker === 'session' ? fetch(paths.askPasskey(), post) : asker === 'flow' ? fetch(paths.askPasskeyInFlow(), post) : fetch(paths.startPasskey(next), post)

/** Asks for a passkey. Until script has arrived, and where the browser knows none, a sentence says what is needed. */
export function PasskeyButton({
  asker,
  next,
  primary = false,
  atSubmit = false,
  onAnswer,
  children,
}: {
  asker: PasskeyAsker
  next?: string | undefined
  primary?: boolean
  /** Nothing else can be typed: whoever presses the form's own button is asked too. */ atSubmit?: boolean
  onAnswer: (answer: string) => void
  children: ReactNode
}) {
  const id = useId()
  const [can, setCan] = useState<boolean>()
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState('')
  useEffect(() => setCan(knowsPasskeys()), [])
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const form = button.current?.form
    if (!atSubmit || !form) return
    const askFirst = (event: Event) => {
      event.preventDefault()
      event.stopImmediatePropagation()
      button.current?.click()
    }
    form.addEventListener('submit', askFirst)
    return () => form.removeEventListener('submit', askFirst)
  }, [atSubmit, can])
  const ask = async () => {
    setBusy(true)
    setSaid('')
    try {
      onAnswer(await usePasskeyFor(await question(asker, next)))
    } catch (error) {
      setSaid(passkeyMessage(error))
    }
    setBusy(false)
  }
  if (can !== true)
    return (
      <p className="field-hint">{can === false ? 'This browser, or the address of this page, can use no passkey.' : 'A passkey needs script in this page.'}</p>
    )
  return (
    <>
      <button
        ref={button}
        type="button"
        className={buttonClass({ primary, ...(asker === 'session' && !primary ? {} : { wide: true, size: 'large' }) }, 'mb-2')}
        onClick={ask}
        aria-busy={busy || undefined}
        disabled={busy}
      >
        {busy && <Mark shape="half" className="busy-mark" />}
        <span>{children}</span>
      </button>
      <span role="status">{said && <FieldError id={id}>{said}</FieldError>}</span>
    </>
  )
}
/** Carries an answer in a form and sends it, by the button that a person would have pressed. */
export function SentAnswer({ name, answer }: { name: string; answer: string }) {
  const [input, setInput] = useState<HTMLInputElement | null>(null)
  useEffect(() => {
    const form = input?.form
    if (form && answer !== '') form.requestSubmit(form.querySelector<HTMLButtonElement>('button[type=submit]:not(:disabled)'))
  }, [input, answer])
  return <input ref={setInput} type="hidden" name={name} value={answer} />
}
/** The whole sign-in by a passkey: no address, no password. */
export function PasskeySignIn({ next, action, children }: { next: string | undefined; action: FormAction; children: ReactNode }) {
  const [answer, setAnswer] = useState('')
  return (
    <Form action={action}>
      <PasskeyButton asker="start" next={next} onAnswer={setAnswer}>
        {children}
      </PasskeyButton>
      {answer !== '' && <SentAnswer key={answer} name="answer" answer={answer} />}
    </Form>
  )
}
