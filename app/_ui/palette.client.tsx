'use client'

import { useRouter } from 'next/navigation'
import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { Search } from 'lucide-react'
import { Icon } from './icon.tsx'
import { paths } from './paths.ts'
import { pageActs, rank, type PaletteEntry, type PaletteGroup } from './shell/palette-entries.ts'

interface PaletteProps {
  entries: readonly PaletteEntry[]
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Records by number or name, asked while typing. A failed question finds nothing; the next letter asks again. */
async function findRecords(query: string, signal: AbortSignal): Promise<readonly PaletteEntry[]> {
  const answer = await fetch(paths.find(query), { signal, headers: { accept: 'application/json' } })
  return answer.ok ? ((await answer.json()) as PaletteEntry[]) : []
}

/** Find or act: go to a place, do what this page offers, or open a record by its number or name. What is not allowed says why. */
export function Palette({ entries, open, onOpenChange }: PaletteProps) {
  const router = useRouter()
  const [query, setQuery] = useState('')
  const [found, setFound] = useState<readonly PaletteEntry[]>([])
  const asked = useDeferredValue(query.trim())
  const acts = useMemo(() => (open ? pageActs() : []), [open])

  useEffect(() => {
    if (!open || asked.length < 2) {
      setFound([])
      return
    }
    const asking = new AbortController()
    const wait = setTimeout(() => {
      findRecords(asked, asking.signal).then(setFound, () => {
        if (!asking.signal.aborted) setFound([])
      })
    }, 120)
    return () => {
      asking.abort()
      clearTimeout(wait)
    }
  }, [asked, open])

  const groups = useMemo<PaletteGroup[]>(
    () =>
      [
        { label: 'Records', items: found },
        { label: 'On this page', items: rank(acts, query) },
        {
          label: 'Go to',
          items: rank(
            entries.filter((e) => e.kind === 'place'),
            query,
          ),
        },
        {
          label: 'Act',
          items: rank(
            entries.filter((e) => e.kind === 'act'),
            query,
          ),
        },
      ].filter((group) => group.items.length > 0),
    [found, acts, entries, query],
  )

  const choose = (entry: PaletteEntry) => {
    if (entry.why) return
    onOpenChange(false)
    setQuery('')
    if (entry.href) router.push(entry.href)
    else if (entry.press) setTimeout(entry.press, 50)
  }
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) => {
        onOpenChange(next)
        if (!next) setQuery('')
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim" />
        <Dialog.Popup className="palette" aria-label="Find or act">
          <Autocomplete.Root
            inline
            open
            items={groups}
            mode="none"
            value={query}
            onValueChange={setQuery}
            autoHighlight="always"
            itemToStringValue={(entry: PaletteEntry) => entry.label}
          >
            <div className="palette-input">
              <Icon of={Search} />
              <Autocomplete.Input placeholder="Find a number or a name, or type an act" aria-label="Find or act" maxLength={80} />
              <kbd className="key">Esc</kbd>
            </div>
            <Autocomplete.Empty className="palette-empty">
              {query.trim() ? 'Nothing by this name. Numbers such as P-00913 and names work.' : ''}
            </Autocomplete.Empty>
            <Autocomplete.List className="palette-list">
              {(group: PaletteGroup) => (
                <Autocomplete.Group key={group.label} items={group.items}>
                  <Autocomplete.GroupLabel className="menu-label">{group.label}</Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(entry: PaletteEntry) => (
                      <Autocomplete.Item
                        key={entry.id}
                        value={entry}
                        className="palette-item"
                        aria-disabled={entry.why ? true : undefined}
                        onClick={() => choose(entry)}
                      >
                        <span>{entry.icon}</span>
                        <span className="name">{entry.label}</span>
                        <span className="said">
                          {entry.why ?? entry.said}
                          {entry.keys && <kbd className="key">{entry.keys}</kbd>}
                        </span>
                      </Autocomplete.Item>
                    )}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
          <div className="palette-foot">
            <span>
              <kbd className="key">↑</kbd> <kbd className="key">↓</kbd> choose
            </span>
            <span>
              <kbd className="key">Enter</kbd> open
            </span>
            <span>
              <kbd className="key">Esc</kbd> close
            </span>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
