import { LinkPage } from '../../link-page.tsx'

export const metadata = { title: 'Reset' }
export default async function ResetPage({ params }: { params: Promise<{ token: string }> }) {
  return <LinkPage purpose="reset" token={(await params).token} />
}
