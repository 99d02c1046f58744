import { ChoiceField } from '@/app/_ui/choice.client.tsx'
import { Field, FieldRow } from '@/app/_ui/field.client.tsx'
import { AreaField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Ask } from '@/app/_ui/shell/gate.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { report } from './actions.ts'

export const metadata = { title: 'Report a vulnerability' }
export default function ReportPage() {
  return (
    <Ask
      wide
      title="Report a vulnerability"
      said="It goes to those who run this installation, not to the companies on it. A person acknowledges it within one business day."
    >
      <Form action={report} label="Report a vulnerability">
        <Field name="what" label="What is wrong" max={200} hint="One line." />
        <Field name="place" label="Where" max={500} hint="An address, a page, a file, a version." />
        <ChoiceField
          name="severity"
          label="How bad it looks to you"
          inline
          options={[
            { value: 'low', label: 'Low' },
            { value: 'medium', label: 'Medium' },
            { value: 'high', label: 'High' },
            { value: 'critical', label: 'Critical' },
            { value: 'unsure', label: 'I can not tell' },
          ]}
        />
        <AreaField name="details" label="How it can be seen" rows={8} max={8_000} hint="Step by step. Leave out other people’s data; say that you saw it." />
        <FieldRow>
          <Field name="name" label="Your name" max={100} autoComplete="name" optional />
          <Field
            name="email"
            label="Your e-mail"
            kind="email"
            max={254}
            autoComplete="email"
            optional
            hint="Without it nobody can answer; you can still look at the state."
          />
        </FieldRow>
        <Submit primary wide size="large">
          Send the report
        </Submit>
      </Form>
    </Ask>
  )
}
