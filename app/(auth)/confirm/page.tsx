import { notFound } from 'next/navigation'
import { loadOwn } from '@/app/_bind/own.ts'
import { Button, LinkButton } from '@/app/_ui/button.tsx'
import { CodeInput } from '@/app/_ui/code-input.client.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { PasskeyOffer } from '@/app/_ui/passkey.client.tsx'
import { passkeyWay } from '@/app/_ui/passkey-way.ts'
import { paths } from '@/app/_ui/paths.ts'
import { Ask } from '@/app/_ui/shell/gate.tsx'
import { listOwnCompanies } from '@/lib/identity/switch-company.ts'

export const metadata = { title: 'Confirm it is you' }
const codeProblems = ['step_up', 'invalid', 'conflict']
const problems: Readonly<Record<string, string>> = { too_many: 'Too many tries. Wait a minute.', unavailable: 'The database was busy. Try again.' }
/** Lists of people that leave the house, and the page of each. Nothing else is asked for from here, and no form of ours posts one elsewhere. */
const lists: Readonly<Record<string, string>> = {
  '/members.csv': paths.members(),
  '/payees.csv': paths.payees(),
  '/members/requests.csv': paths.accessRequests(),
  '/outbox.csv': paths.outbox(),
  '/security/sign-ins.csv': paths.signIns(),
  '/security/alerts.csv': paths.alerts(),
}
/** The file of a review's lines stands under the review. */
const reviewFile = /^\/members\/reviews\/(rvw_[0-9a-z]{26})\/lines\.csv$/
const pageOf = (file: string): string | undefined => {
  const review = reviewFile.exec(file)?.[1]
  return review === undefined ? (Object.hasOwn(lists, file) ? lists[file] : undefined) : paths.review(review)
}

/** Where a link to such a list leads: a factor for exactly this file. The form is posted to the file itself, which needs no script. */
export default async function ConfirmPage({ searchParams }: { searchParams: Promise<{ next?: string | string[]; problem?: string | string[] }> }) {
  const { next, problem } = await searchParams
  const file = typeof next === 'string' ? (next.split('?', 1)[0] ?? '') : '',
    list = pageOf(file)
  if (typeof next !== 'string' || list === undefined) notFound()
  const { factors } = await loadOwn(listOwnCompanies)
  return (
    <Ask title="Confirm it’s you" said="This file takes names and addresses of people out of the product. The download is recorded.">
      <form method="post" action={next} className="form">
        {typeof problem === 'string' && Object.hasOwn(problems, problem) && <Notice tone="bad" title={problems[problem]} live />}
        <PasskeyOffer way={passkeyWay(factors)}>
          <CodeInput refused={typeof problem === 'string' && codeProblems.includes(problem)} />
        </PasskeyOffer>
        <Button type="submit" primary wide size="large">
          Download
        </Button>
      </form>
      <LinkButton href={list} wide size="large">
        Back to the list
      </LinkButton>
    </Ask>
  )
}
