import { load } from '@/app/_bind/load.ts'
import { ChecksField, ChoiceField, SelectField } from '@/app/_ui/choice.client.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { DayField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { countText } from '@/app/_ui/format.ts'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showOpening } from '@/lib/tenancy/review/open-review.ts'
import { ClosedNotice, closedBy } from '../../../closed.tsx'
import { roleWords } from '../../../role-words.ts'
import { open } from '../actions.ts'
import { repeatOptions } from '../repeat-options.ts'

export const metadata = { title: 'Open a review' }
export default async function NewReviewPage() {
  const o = await load(showOpening, {}),
    { place } = o,
    closed = await closedBy('access_reviews')
  return (
    <Page
      crumbs={[{ label: 'Members', href: paths.members() }, { label: 'Access reviews', href: paths.reviews() }, { label: 'Open' }]}
      headline={<Headline>Freeze who may do what, and have it looked over.</Headline>}
      about="Nobody decides about themselves, and an owner’s line is another owner’s. Choose two reviewers at least, so that each can decide the other’s line."
    >
      {closed ? (
        <ClosedNotice closed={closed} />
      ) : (
        <>
          {o.owners < 2 && (
            <Notice tone="hold">
              There is one owner who could review. Nobody may decide an owner’s line then; it stays undecided and is named at the end.
            </Notice>
          )}
          <div className="max-w-[820px]">
            <Form action={open} label="Open a review">
              <Field name="name" label="Name" max={80} hint="Such as: Autumn review" autoComplete="off" />
              <ChoiceField
                name="scope"
                label="What is reviewed"
                defaultValue="all"
                options={[
                  {
                    value: 'all',
                    label: 'Everybody and everything',
                    note: `${countText(o.sizes.all, 'line', place)} now: members, roles of your own, provisioning tokens, API keys, what was given for a time`,
                  },
                  {
                    value: 'money',
                    label: 'Who holds money',
                    note: `${countText(o.sizes.money, 'line', place)} now: whoever can move money or decide where it goes`,
                  },
                  { value: 'role', label: 'The members of one role', note: 'Choose it below' },
                ]}
              />
              <SelectField
                name="role"
                label="Role"
                optional="silently"
                placeholder="Only for the members of one role"
                options={o.roles.map((role) => ({ value: role.key, label: roleWords(role.name) }))}
              />
              <DayField
                name="dueOn"
                label="Due"
                min={o.today}
                max={o.latest}
                defaultValue={o.usual}
                hint="Reviewers are reminded three days before, the day before, on the day, and each day after it."
              />
              <SelectField
                name="repeats"
                label="Opened anew"
                defaultValue="never"
                options={repeatOptions}
                hint="By itself, over the same scope as it is then, for as many days, by the same reviewers."
              />
              <ChecksField
                name="reviewers[]"
                label="Who decides"
                options={o.candidates.map((person) => ({
                  value: person.id,
                  label: `${person.name}${person.isYou ? ' (you)' : ''}`,
                  note: roleWords(person.role),
                }))}
              />
              <OtpField name="factorCode" label="Code from your authenticator app" />
              <div>
                <Submit primary size="large">
                  Freeze and open
                </Submit>
              </div>
            </Form>
          </div>
        </>
      )}
    </Page>
  )
}
