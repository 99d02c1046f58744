import type { ReactNode } from 'react'
import { Page as DeskPage } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'

export function Page({ number, id, headline, about, children }: { number: string; id: string; headline?: ReactNode; about?: string; children: ReactNode }) {
  return (
    <DeskPage
      crumbs={[{ label: 'Payouts', href: paths.payouts() }, { label: number, href: paths.payout(id) }, { label: 'Evidence pack' }]}
      headline={headline}
      {...(about === undefined ? {} : { about })}
    >
      {children}
    </DeskPage>
  )
}
export function PrintSheetSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mt-6">
      <h2 className="mb-2 text-section font-semibold">{title}</h2>
      {children}
    </section>
  )
}
