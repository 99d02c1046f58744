import { LinkPage } from '../../link-page.tsx'

export const metadata = { title: 'Invitation' }
export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  return <LinkPage purpose="invite" token={(await params).token} />
}
