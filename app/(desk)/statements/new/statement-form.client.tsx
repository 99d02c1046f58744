'use client'

import { useState, type ReactNode } from 'react'
import { FileField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { bytesText } from '@/app/_ui/format.ts'
import type { FormAction, Outcome } from '@/app/_ui/outcome.ts'
import { paths } from '@/app/_ui/paths.ts'
import { Progress } from '@/app/_ui/steps.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { ImportedLinks } from './imported-links.client.tsx'

interface Sending {
  readonly sent: number
  readonly total: number
}
const refusal = (message: string, data: FormData, fields: Readonly<Record<string, string>> = {}): Outcome => ({
  ok: false,
  refusal: { code: 'invalid', message, fields },
  values: Object.fromEntries([...data].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))),
})

/** The file of a bank. With script it is sent by the streamed route and its way is shown; without, the form's own action takes it, up to 10 MB. */
export function StatementForm({ action, locale, max, children }: { action: FormAction; locale: string; max: number; children: ReactNode }) {
  const [sending, setSending] = useState<Sending>()
  const send: FormAction = (_previous, data) => {
    const file = data.get('file')
    if (!(file instanceof File) || file.size === 0)
      return Promise.resolve(refusal('Choose the file that the bank gave you.', data, { file: 'Choose the file that the bank gave you.' }))
    if (file.size > max)
      return Promise.resolve(
        refusal('The file is too large.', data, {
          file: `This file has ${bytesText(file.size, { locale })}; at most ${bytesText(max, { locale })} are read. Ask the bank for one file per day.`,
        }),
      )
    return new Promise((resolve) => {
      const request = new XMLHttpRequest(),
        done = (outcome: Outcome) => {
          setSending(undefined)
          resolve(outcome)
        }
      request.open('POST', paths.uploadStatement())
      request.setRequestHeader('accept', 'application/json')
      request.upload.onprogress = (event) => setSending({ sent: event.loaded, total: event.lengthComputable ? event.total : file.size })
      request.onerror = () =>
        done(refusal('The connection broke before the file was read. Look under Statements whether it is there; sending the same file again is safe.', data))
      request.onload = () => {
        const answer = read(request.responseText)
        // A whole navigation: a refresh from elsewhere on the page may cancel one of the router's.
        if (request.status === 200 && answer?.reading !== undefined) location.assign(paths.statementFile(answer.reading))
        else if (request.status === 200 && answer?.message !== undefined) done({ ok: true, message: answer.message, value: answer })
        else
          done(
            refusal(
              request.status === 401
                ? 'Your session has ended. Sign in again, then send the file once more.'
                : (answer?.title ?? answer?.error?.message ?? 'The file was not taken. Try again.'),
              data,
              answer?.fields,
            ),
          )
      }
      setSending({ sent: 0, total: file.size })
      request.send(data)
    })
  }
  return (
    <Form action={action} send={send} className="max-w-[640px]" fresh label="Import from the bank">
      <FileField
        name="file"
        label="File from the bank"
        accept=".xml,.csv,.txt,.ach"
        max={max}
        hint="At most 50 MB; above 1 MB it is read in the background. What it is, is read from its contents."
      />
      {children}
      {sending && (
        <Progress done={sending.sent} of={sending.total} label={sending.sent >= sending.total ? 'Taking it in' : 'Sending the file'}>
          {bytesText(sending.sent, { locale })} of {bytesText(sending.total, { locale })}
        </Progress>
      )}
      <Submit primary size="large">
        Import
      </Submit>
      <ImportedLinks />
    </Form>
  )
}
interface Answer {
  readonly message?: string
  readonly reading?: string
  readonly title?: string
  readonly fields?: Readonly<Record<string, string>>
  readonly error?: { readonly message?: string }
}
function read(text: string): Answer | undefined {
  try {
    return JSON.parse(text) as Answer
  } catch {
    return undefined
  }
}
