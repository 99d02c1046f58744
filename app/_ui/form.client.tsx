'use client'

import { startTransition, useActionState, useEffect, useMemo, useRef, useState, useTransition, type FormEvent, type ReactNode } from 'react'
import { unstable_rethrow as letThrough } from 'next/navigation'
import { classes } from './class-names.ts'
import { capital, countWord } from './format.ts'
import { lostAnswer, type Lost } from './lost-answer.ts'
import { Notice } from './notice.tsx'
import type { FormAction, Outcome } from './outcome.ts'
import { type FormState, FormContext } from './form-context.client.tsx'
import { shownValues, shows } from './form-controls.ts'

interface FormProps {
  action: FormAction
  /** How a script sends the form instead, such as a file with its way shown; without script the action takes it. */
  send?: FormAction
  hidden?: Readonly<Record<string, string | number | undefined>>
  /** What to say when it went well and the action said nothing. */
  done?: ReactNode
  /** Empties the fields after success. */
  fresh?: boolean
  className?: string
  label?: string
  children: ReactNode
}
const needs = (count: number): string =>
  count === 1
    ? 'One field needs you; the rest is as you left it.'
    : `${capital(countWord(count, { locale: 'en' }))} fields need you; the rest is as you left it.`
/**
 * A form over a server action. Before script arrives it is a plain POST and the answer is rendered by the server; after, it keeps what was
 * typed, puts each message beside its field, moves the focus to the first and empties secrets.
 */
export function Form({ action, send, hidden, done, fresh, className, label, children }: FormProps) {
  const [answered, submit, acting] = useActionState(action, null)
  const [sent, setSent] = useState<Outcome | null>(null)
  const [lost, setLost] = useState<Lost>()
  const [sending, startSending] = useTransition()
  const outcome = sent ?? answered,
    pending = acting || sending
  const [pressed, setPressed] = useState('')
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({})
  const [turn, setTurn] = useState(0)
  const [seen, setSeen] = useState<Outcome | null>(null)
  // Messages for fields that this form does not show; until script has looked, all of them.
  const [stray, setStray] = useState<readonly string[]>()
  const form = useRef<HTMLFormElement>(null)
  if (seen !== outcome) {
    setSeen(outcome)
    setTurn(turn + 1)
  }

  useEffect(() => {
    const element = form.current
    if (!element || !outcome) return
    setStray(
      outcome.ok
        ? []
        : Object.entries(outcome.refusal.fields)
            .filter(([name]) => !shows(element, name))
            .map(([, message]) => message),
    )
    for (const secret of element.querySelectorAll<HTMLInputElement>('input[data-secret]')) secret.value = ''
    if (outcome.ok) {
      if (fresh) element.reset()
      return
    }
    const faulty = element.querySelector<HTMLElement>('[aria-invalid="true"]') ?? element.querySelector<HTMLElement>('.form-message')
    faulty?.focus()
  }, [outcome, fresh])

  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (pending) return
    const submitter = (event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement | null
    const data = new FormData(event.currentTarget, submitter?.name ? submitter : null)
    setTyped(shownValues(event.currentTarget))
    setPressed(submitter ? `${submitter.name}=${submitter.value}` : '')
    setLost(undefined)
    // Called here and not by way of the state above, which hands whatever is thrown to the page of faults, in place of what was typed.
    startSending(async () => {
      try {
        const answer = await (send ?? action)(outcome, data)
        startTransition(() => setSent(answer))
      } catch (error) {
        letThrough(error)
        startTransition(() => setLost(lostAnswer(error)))
      }
    })
  }
  useEffect(() => {
    if (lost) form.current?.querySelector<HTMLElement>('.form-message')?.focus()
  }, [lost])

  const refusal = outcome && !outcome.ok ? outcome.refusal : undefined
  const state = useMemo<FormState>(
    () => ({
      errors: refusal?.fields ?? {},
      values: outcome && !outcome.ok ? { ...typed, ...outcome.values } : undefined,
      value: outcome?.ok ? outcome.value : undefined,
      pending,
      pressed,
      turn,
    }),
    [outcome, refusal, pending, pressed, typed, turn],
  )
  const messages = Object.values(refusal?.fields ?? {})
  return (
    <FormContext value={state}>
      <form ref={form} action={submit} onSubmit={onSubmit} className={classes('form', className)} aria-label={label} noValidate>
        {hidden && Object.entries(hidden).map(([name, value]) => value !== undefined && <input key={name} type="hidden" name={name} value={value} />)}
        <div className="form-message" tabIndex={-1} aria-live="polite">
          {lost && (
            <Notice tone="bad" title={lost.title}>
              {lost.message}
            </Notice>
          )}
          {!lost && refusal && (
            <Notice tone="bad" title="Nothing was saved.">
              {messages.length === 0 ? (
                refusal.message
              ) : (
                <>
                  {needs(messages.length)} {(stray ?? messages).join(' ')}
                </>
              )}
              {refusal.code === 'signed_out' && (
                <>
                  {' '}
                  <a href="/sign-in" target="_blank" rel="noopener">
                    Sign in
                  </a>
                </>
              )}
            </Notice>
          )}
          {!lost && outcome?.ok && (outcome.message ?? done) && <Notice tone="good">{outcome.message ?? done}</Notice>}
        </div>
        {children}
      </form>
    </FormContext>
  )
}
