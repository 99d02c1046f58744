import { load } from '@/app/_bind/load.ts'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { showItem } from '@/lib/incentives/list-catalogue.ts'
import { change } from '../../actions.ts'
import { ItemForm } from '../../item-form.tsx'
import { deskCrumb } from '../../../desk-link.tsx'

export const metadata = { title: 'Change an item' }
export default async function ChangeItemPage({ params }: { params: Promise<{ id: string }> }) {
  const { item } = await load(showItem, { id: (await params).id })
  return (
    <Page
      crumbs={[
        await deskCrumb('Rewards', paths.redemptions()),
        { label: 'Catalogue', href: paths.catalogue() },
        { label: item.number, href: paths.catalogueItem(item.id) },
        { label: 'Change' },
      ]}
      headline={<Headline>Change {item.name}.</Headline>}
    >
      <ItemForm action={change} item={item} currency={item.price.currency} />
    </Page>
  )
}
