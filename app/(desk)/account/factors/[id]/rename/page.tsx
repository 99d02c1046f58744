import { notFound } from 'next/navigation'
import { Act } from '@/app/_ui/act.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showOwnAccount } from '@/lib/identity/own-account.ts'
import { FactorsFrame } from '../../../frame.tsx'
import { readOwn } from '../../../read-own.ts'
import { rename } from '../../actions.ts'

export const metadata = { title: 'Rename a second factor' }
export default async function RenameFactorPage({ params }: { params: Promise<{ id: string }> }) {
  const own = await readOwn(showOwnAccount),
    { id } = await params,
    factor = own.account.factors.find((f) => f.id === id)
  if (!factor) notFound()
  return (
    <>
      <FactorsFrame {...own} />
      <Act back={paths.account('factors')} title={`Rename ${factor.name}`} foot="The name is for you and stands in the log.">
        <Form action={rename} hidden={{ id: factor.id }}>
          <Field name="name" label="Name" max={60} autoComplete="off" defaultValue={factor.name} />
          <Submit primary wide size="large">
            Rename
          </Submit>
        </Form>
      </Act>
    </>
  )
}
