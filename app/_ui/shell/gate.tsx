import type { ReactNode } from 'react'
import { CopyCodes } from '../carry-off.client.tsx'
import { TextLink } from '../link.tsx'
import { paths } from '../paths.ts'

/** The way in: the line, the word and one sentence at the left; one question at a time at the right. */
export function Gate({ children }: { children: ReactNode }) {
  return (
    <div className="gate">
      <header className="wall">
        <div className="rope" aria-hidden="true">
          <svg width="30" height="58" viewBox="0 0 30 58">
            <path d="M15 0v16" stroke="currentColor" strokeWidth="1" />
            <path d="M6 16h18v10L15 58 6 26z" fill="currentColor" />
          </svg>
        </div>
        <p className="word">
          <strong>Plumbline</strong>
          <span>Every amount can be walked back to the work that earned it.</span>
        </p>
      </header>
      <div className="door">
        <main id="main" tabIndex={-1}>
          {children}
        </main>
        <footer>
          <TextLink href={paths.report()}>Report a vulnerability</TextLink>
          <TextLink href={paths.securityTxt()} external>
            security.txt
          </TextLink>
        </footer>
      </div>
    </div>
  )
}

/** One question: its title, what it is about, the form. */
export function Ask({ title, said, wide, children }: { title: ReactNode; said?: ReactNode; wide?: boolean; children: ReactNode }) {
  return (
    <div className={wide ? 'ask wide' : 'ask'}>
      <div>
        <h1>{title}</h1>
        {said && <p className="said">{said}</p>}
      </div>
      {children}
    </div>
  )
}

/** Codes that are shown once, and all of them at once for a password manager. */
export function SecretCodes({ codes }: { codes: readonly string[] }) {
  return (
    <div className="grid gap-2">
      <ul className="secret-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      {codes.length > 0 && (
        <p>
          <CopyCodes codes={codes} />
        </p>
      )}
    </div>
  )
}
