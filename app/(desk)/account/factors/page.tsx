import { load } from '@/app/_bind/load.ts'
import { loadOwn } from '@/app/_bind/own.ts'
import { Form } from '@/app/_ui/form.client.tsx'
import { countText } from '@/app/_ui/format.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { showOwnAccount } from '@/lib/identity/own-account.ts'
import { showDesk } from '@/lib/tenancy/show-desk.ts'
import { AccountTabs } from '../tabs.tsx'
import { newCodes, remove } from './actions.ts'

export const metadata = { title: 'Your second factor' }
type Factor = Awaited<ReturnType<typeof showOwnAccount.invoke>>['factors'][number]

export default async function FactorsPage() {
  const account = await loadOwn(showOwnAccount), { locale, zone, now } = await load(showDesk, {}), place = { locale, zone, now }
  return (
    <Page crumbs={[{ label: 'Your account' }, { label: 'Second factor' }]} headline={<Headline>{countText(account.factors.length, 'authenticator', place)}, {countText(account.codesLeft, 'backup code', place)} left.</Headline>} tabs={<AccountTabs current="factors" />}>
      <Table<Factor> plain caption="Your authenticators" rows={account.factors} rowKey={(f) => f.id} columns={[{ id: 'name', header: 'Name', priority: 1, cell: (f) => f.name }, { id: 'since', header: 'Since', priority: 3, cell: (f) => <Moment at={f.enrolledAt} place={place} show="day" /> }, { id: 'used', header: 'Last used', priority: 2, cell: (f) => (f.lastUsedAt ? <Moment at={f.lastUsedAt} place={place} show="near" /> : '–') }]} />
      <div className="max-w-[560px]">
        <Section title="New backup codes" note="the old ones stop working"><Form action={newCodes}><OtpField name="factorCode" label="Your code" /><Submit primary>Make new codes</Submit></Form></Section>
        {account.factors.length > 1 && account.factors.map((f) => <Section key={f.id} title={`Remove ${f.name}`}><Form action={remove} hidden={{ id: f.id }}><OtpField name="factorCode" label="Your code" /><Submit danger>Remove</Submit></Form></Section>)}
      </div>
    </Page>
  )
}
