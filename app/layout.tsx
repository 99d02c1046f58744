import type { Metadata, Viewport } from 'next'
import { connection } from 'next/server'
import { cookies, headers } from 'next/headers'
import type { ReactNode } from 'react'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { Follow } from './_ui/follow.client.tsx'
import { fontClasses } from './_ui/fonts.ts'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Plumbline', template: '%s · Plumbline' },
  applicationName: 'Plumbline',
  robots: { index: false, follow: false },
  referrer: 'same-origin',
}
export const viewport: Viewport = { width: 'device-width', initialScale: 1, viewportFit: 'cover', colorScheme: 'light dark' }

/** The root of every page. It waits for the request, because only a page made for a request carries that request's nonce. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  await connection()
  const nonce = (await headers()).get('x-nonce') ?? undefined
  const jar = await cookies(),
    theme = (jar.get('__Host-theme') ?? jar.get('theme'))?.value
  return (
    <html lang="en" className={fontClasses} data-theme={theme === 'light' || theme === 'dark' ? theme : undefined} suppressHydrationWarning>
      <body>
        <CSPProvider {...(nonce ? { nonce } : {})}>{children}</CSPProvider>
        <Follow />
      </body>
    </html>
  )
}
