'use client'

import { useEffect, type ReactNode } from 'react'
import { Toast } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import { buttonClass } from './button-class.ts'
import { Icon } from './icon.tsx'
import { Mark } from './mark.tsx'

const manager = Toast.createToastManager()
/** Says that something in the background has ended. Answers to a form belong beside its controls instead. */
export const toast = (title: string, said?: string, tone: 'good' | 'bad' = 'good'): string => manager.add({ title, description: said, type: tone, timeout: tone === 'bad' ? 0 : 6000 })

/** Where toasts appear; once, in the shell. */
export function Toasts({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      {children}
      <Toast.Portal><Toast.Viewport className="toasts"><Shown /></Toast.Viewport></Toast.Portal>
    </Toast.Provider>
  )
}
function Shown() {
  const { toasts } = Toast.useToastManager()
  return toasts.map((item) => (
    <Toast.Root key={item.id} toast={item} className="toast">
      <Mark shape={item.type === 'bad' ? 'triangle' : 'disc'} />
      <Toast.Content className="min-w-0"><Toast.Title className="title" /><Toast.Description className="said" /></Toast.Content>
      <Toast.Close className={buttonClass({ quiet: true, size: 'small' }, 'square')} aria-label="Dismiss"><Icon of={X} /></Toast.Close>
    </Toast.Root>
  ))
}

/** A toast from a server component: says it once when the words change. */
export function ToastWhen({ title, said, tone = 'good' }: { title: string | undefined; said?: string; tone?: 'good' | 'bad' }) {
  useEffect(() => { if (title) toast(title, said, tone) }, [title, said, tone])
  return null
}
