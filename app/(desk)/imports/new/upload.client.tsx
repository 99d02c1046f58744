'use client'

import { useRef, useState, type DragEvent, type FormEvent } from 'react'
import { Upload as UploadIcon } from 'lucide-react'
import { Button } from '@/app/_ui/button.tsx'
import { bytesText } from '@/app/_ui/format.ts'
import { Notice } from '@/app/_ui/notice.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Progress } from '@/app/_ui/steps.tsx'

interface Sending {
  readonly sent: number
  readonly total: number
}
/** A form that works without script; with it, the file may be dropped and the way is shown. */
export function Upload({ locale, max }: { locale: string; max: number }) {
  const input = useRef<HTMLInputElement>(null)
  const [sending, setSending] = useState<Sending>()
  const [fault, setFault] = useState<string>()
  const [name, setName] = useState<string>()
  const [isOver, setIsOver] = useState(false)

  const send = (form: HTMLFormElement) => {
    const file = input.current?.files?.[0]
    if (!file) {
      setFault('Choose a file.')
      input.current?.focus()
      return
    }
    if (file.size > max) {
      setFault(`This file has ${bytesText(file.size, { locale })}; at most ${bytesText(max, { locale })} are taken. Split it and import the parts.`)
      return
    }
    const request = new XMLHttpRequest()
    request.open('POST', paths.uploadImport())
    request.setRequestHeader('accept', 'application/json')
    request.upload.onprogress = (event) => setSending({ sent: event.loaded, total: event.lengthComputable ? event.total : file.size })
    request.onerror = () => {
      setSending(undefined)
      setFault('The connection broke before the file was here. Nothing was saved; send it again.')
    }
    request.onload = () => {
      setSending(undefined)
      const answer = read(request.responseText)
      // A whole navigation: a refresh from elsewhere on the page may cancel one of the router's.
      if (request.status === 200 && answer?.id) {
        location.assign(paths.import(answer.id))
        return
      }
      setFault(
        request.status === 401
          ? 'Your session has ended. Sign in again, then send the file once more.'
          : request.status === 413
            ? 'The file is larger than 200 MB. Split it and import the parts.'
            : (answer?.title ?? answer?.error?.message ?? 'The file was not taken. Try again.'),
      )
    }
    setFault(undefined)
    setSending({ sent: 0, total: file.size })
    request.send(new FormData(form))
  }
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    send(event.currentTarget)
  }
  const onDrop = (event: DragEvent<HTMLFormElement>) => {
    event.preventDefault()
    setIsOver(false)
    if (!input.current || event.dataTransfer.files.length === 0) return
    input.current.files = event.dataTransfer.files
    setName(event.dataTransfer.files[0]?.name)
    send(event.currentTarget)
  }
  return (
    <form
      className="form narrow"
      action={paths.uploadImport()}
      method="post"
      encType="multipart/form-data"
      onSubmit={onSubmit}
      data-over={isOver ? '' : undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setIsOver(true)
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={onDrop}
    >
      {fault && (
        <Notice tone="bad" title="Nothing was saved." live>
          {fault}
        </Notice>
      )}
      <div className="drop-well">
        <label className="field">
          <span className="field-label">CSV file</span>
          <input
            ref={input}
            type="file"
            name="file"
            accept=".csv,.txt,.tsv,text/csv,text/tab-separated-values"
            required
            className="field-control"
            aria-describedby="file-hint"
            onChange={(event) => {
              setName(event.target.files?.[0]?.name)
              setFault(undefined)
            }}
          />
          <span className="field-hint" id="file-hint">
            Comma, semicolon or tab; up to 200 MB. Drop it here, or choose it.
          </span>
        </label>
      </div>
      {sending ? (
        <Progress
          done={sending.sent}
          of={sending.total}
          label={sending.sent >= sending.total ? 'Measuring and sealing the file' : `Sending ${name ?? 'the file'}`}
        >
          {bytesText(sending.sent, { locale })} of {bytesText(sending.total, { locale })}
        </Progress>
      ) : (
        <div className="form-acts">
          <Button type="submit" primary icon={UploadIcon}>
            Upload
          </Button>
        </div>
      )}
    </form>
  )
}
interface Answer {
  readonly id?: string
  readonly title?: string
  readonly error?: { readonly message?: string }
}
function read(text: string): Answer | undefined {
  try {
    return JSON.parse(text) as Answer
  } catch {
    return undefined
  }
}
