'use client'

import { Alone } from './alone.tsx'
import { busyDigest, floodDigest } from './busy.ts'
import { buttonClass } from './button-class.ts'
import '../globals.css'

interface BrokenProps {
  error: Error & { digest?: string }
  reset: () => void
}

/** A fault of ours. The reference is the one in the log. */
export function BrokenPage({ error, reset }: BrokenProps) {
  if (error.digest === busyDigest || error.digest === floodDigest) {
    return (
      <Alone
        title="Too much at once."
        acts={
          <>
            <button type="button" className={buttonClass({ primary: true })} onClick={() => location.reload()}>
              Load again
            </button>
            <a className={buttonClass({})} href="/">
              Start page
            </a>
          </>
        }
      >
        {error.digest === busyDigest
          ? 'The database is busy. Nothing that you did was lost; wait a few seconds and load the page again.'
          : 'Too many pages were asked for from this session. Nothing that you did was lost; wait a minute and load the page again.'}
      </Alone>
    )
  }
  return (
    <Alone
      title="Something broke on our side."
      acts={
        <>
          <button type="button" className={buttonClass({ primary: true })} onClick={reset}>
            Load again
          </button>
          <a className={buttonClass({})} href="/">
            Start page
          </a>
        </>
      }
    >
      Nothing that you did was lost, and nothing was half done: an act is either on record or did not happen.
      {error.digest && (
        <>
          {' '}
          The fault is recorded · ref <span className="mono">{error.digest}</span>
        </>
      )}
    </Alone>
  )
}

/** The same when even the root could not be drawn; it brings its own document. */
export function BrokenRoot(props: BrokenProps) {
  return (
    <html lang="en">
      <head>
        <title>Broken on our side · Plumbline</title>
      </head>
      <body>
        <BrokenPage {...props} />
      </body>
    </html>
  )
}
