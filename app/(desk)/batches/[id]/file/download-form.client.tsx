'use client'

import { useEffect, useState, type ReactNode } from 'react'
import { useRouter } from 'next/navigation'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Notice } from '@/app/_ui/notice.tsx'

const everyMilliseconds = 1_500
/** A code that was refused leads to another page by then; a file is written and sent within seconds. */
const looksMost = 20

interface DownloadFormProps {
  action: string
  back: string
  fileName: string
  /** How often it was handed out, as the server counts: that is how the page learns that this one was. */
  downloads: number
  children: ReactNode
}
/** A browser that saves a file stays where it is and says nothing to the page, which looks whether the download was recorded. */
export function DownloadForm({ action, back, fileName, downloads, children }: DownloadFormProps) {
  const [before, setBefore] = useState<number>()
  const [looks, setLooks] = useState(0)
  const router = useRouter()
  const isDone = before !== undefined && downloads > before
  useEffect(() => {
    if (before === undefined || isDone || looks >= looksMost) return
    const timer = setTimeout(() => {
      setLooks(looks + 1)
      router.refresh()
    }, everyMilliseconds)
    return () => clearTimeout(timer)
  }, [before, isDone, looks, router])
  if (isDone)
    return (
      <>
        <Notice tone="good" title="The file was handed out, and that is recorded." live>
          <span className="mono">{fileName}</span> is among the downloads of your browser. Hand it on once, to the bank or the payroll office.
        </Notice>
        <LinkButton href={back} primary>
          Back to the batch
        </LinkButton>
      </>
    )
  return (
    <form
      method="post"
      action={action}
      className="form"
      onSubmit={() => {
        setBefore(downloads)
        setLooks(0)
      }}
    >
      {children}
    </form>
  )
}
