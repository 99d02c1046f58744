import { load, loadOrRefusal } from '@/app/_bind/load.ts'
import { Button, LinkButton } from '@/app/_ui/button.tsx'
import { AreaField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { capital, countText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import type { SearchParams } from '@/app/_ui/list-url.ts'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { previewNetworks, showNetworkList } from '@/lib/tenancy/networks.ts'
import { allow } from '../actions.ts'

export const metadata = { title: 'Networks' }
type Seen = Awaited<ReturnType<typeof previewNetworks.invoke>>
/** A list in two steps, each with an address: what is typed, then how it was understood and whom it keeps out now. */
export default async function NetworkListPage({ params, searchParams }: { params: Promise<{ whose: string }>; searchParams: Promise<SearchParams> }) {
  const { whose: key } = await params,
    { ranges } = await searchParams,
    typed = typeof ranges === 'string' ? ranges : undefined
  const list = await load(showNetworkList, { whose: key }),
    { value: seen, refusal } = typed === undefined ? {} : await loadOrRefusal(previewNetworks, { whose: key, ranges: typed }),
    words = list.whose.scope === 'company' ? 'everyone' : list.whose.words
  return (
    <Page
      crumbs={[{ label: 'Settings' }, { label: 'Networks', href: paths.settings('networks') }, { label: words }]}
      headline={
        <Headline>
          {seen === undefined ? (
            <>From which networks may {words} come in?</>
          ) : seen.lines.length === 0 ? (
            <>{capital(words)} would come in from every network that no other list limits.</>
          ) : (
            <>
              {capital(words)} would come in from {countText(seen.lines.length, 'network', seen.place)} only.
            </>
          )}
        </Headline>
      }
    >
      {seen && <Understood seen={seen} typed={typed ?? ''} />}
      <form method="get" className="form mt-6 max-w-[640px]">
        {refusal && <Notice tone="bad">{refusal.message}</Notice>}
        <AreaField
          name="ranges"
          label="Networks"
          optional="silently"
          rows={8}
          max={5_000}
          defaultValue={typed ?? list.typed}
          hint={
            <>
              One to a line, IPv4 or IPv6, with a label behind it: 203.0.113.0/24 Head office. An empty list lets {words} in from everywhere. Your own address
              is {list.address}.
            </>
          }
        />
        <p>
          <Button type="submit" primary={seen === undefined} size="large">
            See who would be kept out
          </Button>{' '}
          <LinkButton href={paths.settings('networks')} quiet>
            Back
          </LinkButton>
        </p>
      </form>
    </Page>
  )
}
function Understood({ seen, typed }: { seen: Seen; typed: string }) {
  const out = seen.outsiders.filter((one) => !one.isBreakGlass)
  return (
    <Section title="What it means">
      {seen.lines.length > 0 && (
        <Table<Seen['lines'][number]>
          plain
          dense
          caption="Networks as understood"
          rows={seen.lines}
          rowKey={(line) => line.range}
          columns={[
            { id: 'range', header: 'Network', priority: 1, cell: (line) => <span className="mono">{line.range}</span> },
            { id: 'label', header: 'Label', priority: 2, cell: (line) => line.label || '–' },
          ]}
        />
      )}
      {out.length > 0 ? (
        <Notice tone="warn" title={`${capital(countText(out.length, 'open session', seen.place))} would be kept out at the next request.`}>
          {out.slice(0, 12).map((one, i) => (
            <span key={`${one.id} ${one.address}`}>
              {i > 0 ? ', ' : ''}
              <TextLink href={paths.member(one.id)}>{one.name}</TextLink> ({one.address})
            </span>
          ))}
          {out.length > 12 ? ` and ${out.length - 12} more` : ''}
        </Notice>
      ) : (
        <p className="my-4">Nobody who is signed in now would be kept out.</p>
      )}
      {seen.locksOutAuthor ? (
        <Notice tone="bad" title="You would lock yourself out.">
          Your own address, {seen.address}, is in none of these ranges. Add it, or let an owner who has break-glass do it.
        </Notice>
      ) : (
        <Form action={allow} hidden={{ whose: seen.whose.key, ranges: typed }} className="mt-4 max-w-[480px]">
          <OtpField name="factorCode" label="Code from your authenticator app" />
          <Submit primary size="large">
            {seen.lines.length === 0 ? 'Let in from everywhere' : 'Allow these networks'}
          </Submit>
        </Form>
      )}
    </Section>
  )
}
