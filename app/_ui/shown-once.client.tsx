'use client'

import { CopyCodes } from './carry-off.client.tsx'
import { Copyable } from './copyable.client.tsx'
import { useForm } from './form-context.client.tsx'

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** Inside a form: the codes, the link or the token that its act answered with. They are nowhere else and go when the page goes. */
export function ShownOnce({ note }: { note?: string }) {
  const { value } = useForm()
  if (!isRecord(value)) return null
  const { codes, link, token } = value
  return (
    <div className="grid gap-2">
      {note && <p className="text-caption text-ink-2">{note}</p>}
      {Array.isArray(codes) && (
        <ul className="secret-codes">
          {codes.map((code) => (
            <li key={String(code)}>{String(code)}</li>
          ))}
        </ul>
      )}
      {Array.isArray(codes) && (
        <p>
          <CopyCodes codes={codes.map(String)} />
        </p>
      )}
      {typeof token === 'string' && (
        <p className="panel break-all">
          <Copyable text={token} label="Copy the token" />
        </p>
      )}
      {typeof link === 'string' && (
        <p className="panel break-all">
          <Copyable text={link} label="Copy the link" />
        </p>
      )}
    </div>
  )
}
