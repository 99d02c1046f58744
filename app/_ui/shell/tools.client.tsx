'use client'

import { useRouter } from 'next/navigation'
import { startTransition, useEffect, useRef, useState } from 'react'
import { CircleQuestionMark, Moon, Search, Sun, SunMoon } from 'lucide-react'
import { buttonClass } from '../button-class.ts'
import { Icon } from '../icon.tsx'
import { Palette } from '../palette.client.tsx'
import { Tip } from '../tip.client.tsx'
import { HelpSheet } from './help-sheet.client.tsx'
import type { PaletteEntry } from './palette-entries.ts'
import { pressKey, type Go } from './press-key.ts'

export type Theme = 'system' | 'light' | 'dark'
/** Keeps the choice for this person. */
export type SaveTheme = (theme: Theme) => Promise<unknown>
const nextTheme: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' }
const themeWords: Record<Theme, string> = { system: 'Theme: as the device', light: 'Theme: light', dark: 'Theme: dark' }
const themeIcons = { system: SunMoon, light: Sun, dark: Moon }

const yearSeconds = 31_536_000
function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
  const isSecure = location.protocol === 'https:'
  document.cookie = `${isSecure ? '__Host-' : ''}theme=${theme}; path=/; max-age=${theme === 'system' ? 0 : yearSeconds}; SameSite=Lax${isSecure ? '; Secure' : ''}`
}

interface ToolsProps {
  entries: readonly PaletteEntry[]
  go: readonly Go[]
  theme: Theme
  saveTheme: SaveTheme
  keys: boolean
}

/** Find or act, the theme, help; and the keys that belong to no page in particular. */
export function Tools({ entries, go, theme: kept, saveTheme, keys }: ToolsProps) {
  const router = useRouter()
  const [finding, setFinding] = useState(false)
  const [helping, setHelping] = useState(false)
  const [theme, setTheme] = useState(kept)
  const [apple, setApple] = useState(false)
  const gone = useRef(0)
  useEffect(() => setApple(/Mac|iP(hone|ad)/.test(navigator.platform)), [])

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        setFinding((open) => !open)
        return
      }
      const did = pressKey(event, go, gone.current)
      gone.current = did === 'go' ? event.timeStamp : 0
      if (did === 'help') setHelping(true)
      else if (did && typeof did === 'object') router.push(did.href)
      if (did) event.preventDefault()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [go, router])

  // The account remembers the theme; a cookie brings it to the server, so that the next page is drawn in it at once.
  useEffect(() => applyTheme(theme), [theme])
  const turn = () => {
    const next = nextTheme[theme]
    setTheme(next)
    startTransition(async () => {
      await saveTheme(next)
    })
  }
  return (
    <div className="tools">
      <button type="button" className="find" onClick={() => setFinding(true)} aria-keyshortcuts="Meta+K Control+K">
        <Icon of={Search} small />
        <span className="words">Find or act</span>
        <kbd className="key" aria-hidden="true">
          {apple ? '⌘K' : 'Ctrl K'}
        </kbd>
      </button>
      <Tip text={themeWords[theme]}>
        <button type="button" className={buttonClass({ quiet: true, size: 'small' }, 'square')} onClick={turn} aria-label={`${themeWords[theme]}. Change`}>
          <Icon of={themeIcons[theme]} />
        </button>
      </Tip>
      <Tip text="Keys and help" {...(keys ? { keys: '?' } : {})}>
        <button type="button" className={buttonClass({ quiet: true, size: 'small' }, 'square')} onClick={() => setHelping(true)} aria-label="Keys and help">
          <Icon of={CircleQuestionMark} />
        </button>
      </Tip>
      <Palette entries={entries} open={finding} onOpenChange={setFinding} />
      <HelpSheet open={helping} onOpenChange={setHelping} go={go} keys={keys} apple={apple} />
    </div>
  )
}
