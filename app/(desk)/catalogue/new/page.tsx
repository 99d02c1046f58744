import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { readDesk } from '../../desk.ts'
import { add } from '../actions.ts'
import { ItemForm } from '../item-form.tsx'
import { deskCrumb } from '../../desk-link.tsx'

export const metadata = { title: 'Add an item' }
export default async function NewItemPage() {
  const desk = await readDesk()
  return (
    <Page
      crumbs={[await deskCrumb('Rewards', paths.redemptions()), { label: 'Catalogue', href: paths.catalogue() }, { label: 'Add item' }]}
      headline={<Headline>Offer something for a balance.</Headline>}
    >
      <ItemForm action={add} currency={desk.currency} />
    </Page>
  )
}
