import { load } from '@/app/_bind/load.ts'
import { Facts } from '@/app/_ui/docket.tsx'
import { TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { showMail } from '@/lib/tenancy/operator.ts'
import { MailState } from '../mail-state.tsx'

export const metadata = { title: 'Mail' }
const link = /(https?:\/\/\S+)/
/** A mail or text message as its recipient would read it, with its links. */
export default async function MailPage({ params }: { params: Promise<{ id: string }> }) {
  const mail = await load(showMail, { messageId: (await params).id })
  return (
    <Page crumbs={[{ label: 'Outbox', href: paths.outbox() }, { label: 'Mail' }]} headline={<Headline>{mail.subject}</Headline>}>
      <Facts
        boxed
        items={[
          ['To', mail.to],
          ['Written', <Moment key="at" at={mail.at} place={mail.place} show="second" />],
          ['State', <MailState key="state" mail={mail} />],
          ['Company', mail.company ?? 'concerns the account alone'],
        ]}
      />
      <Section title="Text">
        <div className="panel max-w-[72ch] whitespace-pre-wrap break-words">
          {mail.body.split(link).map((part, i) =>
            link.test(part) ? (
              <TextLink key={i} href={part} accent external>
                {part}
              </TextLink>
            ) : (
              part
            ),
          )}
        </div>
      </Section>
    </Page>
  )
}
