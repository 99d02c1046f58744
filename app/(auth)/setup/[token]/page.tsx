import { LinkPage } from '../../link-page.tsx'

export const metadata = { title: 'Set-up' }
export default async function SetUpPage({ params }: { params: Promise<{ token: string }> }) {
  return <LinkPage purpose="setup" token={(await params).token} />
}
