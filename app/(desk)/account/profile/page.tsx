import { loadOwn } from '@/app/_bind/own.ts'
import { CheckField } from '@/app/_ui/choice.client.tsx'
import { ComboboxField } from '@/app/_ui/combobox.client.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showOwnAccount } from '@/lib/identity/own-account.ts'
import { AccountTabs } from '../tabs.tsx'
import { email, password, profile } from './actions.ts'

export const metadata = { title: 'Your account' }
const zones = Intl.supportedValuesOf('timeZone')

export default async function ProfilePage() {
  const account = await loadOwn(showOwnAccount)
  return (
    <Page crumbs={[{ label: 'Your account' }]} headline={<Headline>{account.name}, {account.email}.</Headline>} tabs={<AccountTabs current="profile" />}>
      <div className="max-w-[560px]">
        <Section title="You"><Form action={profile}><Field name="name" label="Name" max={100} defaultValue={account.name} autoComplete="name" /><ComboboxField name="zone" label="Time zone" optional options={zones.map((zone) => ({ value: zone, label: zone }))} defaultValue={account.zone ?? ''} /><CheckField name="shortcuts:bool" label="Single-key shortcuts" defaultChecked={account.shortcuts} /><Submit primary>Save</Submit></Form></Section>
        <Section title="Password" note="your other sessions end"><Form action={password}><Field name="password" label="Password now" kind="password" autoComplete="current-password" /><Field name="newPassword" label="New password" kind="new-password" hint="Twelve characters or more" autoComplete="new-password" /><OtpField name="factorCode" label="Your code" /><Submit primary>Change password</Submit></Form></Section>
        <Section title="E-mail" note="proved at both addresses"><Form action={email}><Field name="email" label="New address" kind="email" max={254} /><OtpField name="factorCode" label="Your code" /><Submit>Change address</Submit></Form></Section>
      </div>
    </Page>
  )
}
