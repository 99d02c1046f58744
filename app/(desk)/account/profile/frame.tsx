import { SwitchField } from '@/app/_ui/choice.client.tsx'
import { ComboboxField } from '@/app/_ui/combobox.client.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Halves, Headline, Page, Section } from '@/app/_ui/page.tsx'
import type { Place } from '@/app/_ui/place.ts'
import { Submit, SubmitButton } from '@/app/_ui/submit.client.tsx'
import { zoneOptions } from '@/app/_ui/zones.ts'
import type { OwnAccount } from '@/lib/identity/own-account.ts'
import { AccountFacts } from '../frame.tsx'
import { AccountTabs } from '../tabs.tsx'
import { profile, proveAddress } from './actions.ts'

/** Who one is here and how one comes in. */
export function ProfileFrame({ account, place }: { account: OwnAccount; place: Place }) {
  return (
    <Page
      crumbs={[{ label: 'Your account' }]}
      headline={<Headline>You are {account.name}.</Headline>}
      about="The account is yours: no company can change its address, its password or its factors."
      tabs={<AccountTabs current="profile" />}
    >
      <Halves>
        <Section title="You" note="the same in every company">
          <Form action={profile}>
            <Field name="name" label="Name" max={100} defaultValue={account.name} autoComplete="name" />
            <ComboboxField
              name="zone"
              label="Time zone"
              optional
              placeholder="The company’s"
              options={zoneOptions()}
              defaultValue={account.zone ?? undefined}
            />
            <SwitchField
              name="shortcuts:bool"
              label="Single-key shortcuts"
              value="true"
              note="j and k walk a list, g then a letter goes to a place; ? shows all."
              defaultChecked={account.shortcuts}
            />
            <div>
              <Submit primary>Save</Submit>
            </div>
          </Form>
        </Section>
        <Section title="How you come in">
          <AccountFacts
            account={account}
            place={place}
            more={
              <SubmitButton action={proveAddress} size="small">
                Send me a link
              </SubmitButton>
            }
          />
        </Section>
      </Halves>
    </Page>
  )
}
