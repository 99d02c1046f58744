import { notFound } from 'next/navigation'
import { Button, LinkButton } from '@/app/_ui/button.tsx'
import { CodeInput } from '@/app/_ui/code-input.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Ask } from '@/app/_ui/shell/gate.tsx'

export const metadata = { title: 'Confirm it is you' }
const wrong = 'That code is not right, or it was used before. Wait for the next one.'
const problems: Readonly<Record<string, string>> = { step_up: wrong, invalid: wrong, conflict: wrong, too_many: 'Too many tries. Wait a minute.', unavailable: 'The database was busy. Try again.' }
/** Lists of people that leave the house, and the page of each. Nothing else is asked for from here, and no form of ours posts a code elsewhere. */
const lists: Readonly<Record<string, string>> = { '/members.csv': paths.members(), '/payees.csv': paths.payees() }

/** Where a link to such a list leads: a code for exactly this file. The form is posted to the file itself, which needs no script. */
export default async function ConfirmPage({ searchParams }: { searchParams: Promise<{ next?: string | string[]; problem?: string | string[] }> }) {
  const { next, problem } = await searchParams
  const file = typeof next === 'string' ? next.split('?', 1)[0] ?? '' : '', list = Object.hasOwn(lists, file) ? lists[file] : undefined
  if (typeof next !== 'string' || list === undefined) notFound()
  return (
    <Ask title="Confirm it’s you" said="This file takes names and addresses of people out of the product. The download is recorded.">
      <form method="post" action={next} className="form">
        {typeof problem === 'string' && Object.hasOwn(problems, problem) && <Notice tone="bad" title={problems[problem]} live />}
        <CodeInput />
        <Button type="submit" primary wide size="large">Download</Button>
      </form>
      <LinkButton href={list} wide size="large">Back to the list</LinkButton>
    </Ask>
  )
}
