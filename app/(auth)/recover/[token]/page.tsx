import { LinkPage } from '../../link-page.tsx'

export const metadata = { title: 'Recovery' }
export default async function RecoveryPage({ params }: { params: Promise<{ token: string }> }) {
  return <LinkPage purpose="recover" token={(await params).token} />
}
