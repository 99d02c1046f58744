import { ChoiceField } from '@/app/_ui/choice.client.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { TextLink } from '@/app/_ui/link.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Ask } from '@/app/_ui/shell/gate.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { recover } from '../../actions.ts'

export const metadata = { title: 'Lost your second factor' }
export default function RecoverPage() {
  return (
    <Ask
      title="Lost your phone and your codes"
      said="Two admins of your company, or the operator, agree first; then you wait 24 hours. Everyone concerned gets a mail."
    >
      <Form action={recover}>
        <Field name="email" label="E-mail" kind="email" max={254} autoComplete="username" size="large" />
        <ChoiceField
          name="lost"
          label="What is lost"
          options={[
            { value: 'factor', label: 'Phone and backup codes' },
            { value: 'both', label: 'These and the password' },
          ]}
          defaultValue="factor"
        />
        <Submit primary wide size="large">
          Ask for help
        </Submit>
      </Form>
      <p className="text-caption">
        <TextLink href={paths.signIn()}>Back</TextLink>
      </p>
    </Ask>
  )
}
