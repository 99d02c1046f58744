import { load } from '@/app/_bind/load.ts'
import { ChoiceField } from '@/app/_ui/choice.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showNotificationChoices } from '@/lib/tenancy/choose-notifications.ts'
import { AccountTabs } from '../tabs.tsx'
import { choose } from './actions.ts'

export const metadata = { title: 'How you are told' }
export default async function NotificationChoicesPage() {
  const { email, kinds } = await load(showNotificationChoices, {})
  return (
    <Page
      crumbs={[{ label: 'Your account', href: paths.account() }, { label: 'Notifications' }]}
      headline={<Headline>You are mailed at {email}.</Headline>}
      tabs={<AccountTabs current="notifications" />}
      about="Everything also stands under Notifications. The digest leaves at seven in the morning and holds what you have not read by then."
    >
      <Form action={choose} className="narrow">
        {kinds.map((kind) => (
          <ChoiceField
            key={kind.kind}
            name={`choices.${kind.kind}`}
            label={kind.title}
            hint={kind.about}
            inline
            defaultValue={kind.mail}
            options={[
              { value: 'at_once', label: 'At once' },
              { value: 'daily', label: 'Daily' },
              kind.mayBeSilent ? { value: 'never', label: 'Never' } : { value: 'never', label: 'Never', why: 'It guards your account' },
            ]}
          />
        ))}
        <Submit primary size="large">
          Save
        </Submit>
      </Form>
    </Page>
  )
}
