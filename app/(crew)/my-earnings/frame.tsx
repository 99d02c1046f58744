import type { ReactNode } from 'react'
import { ChevronLeft } from 'lucide-react'
import { readDesk } from '@/app/(desk)/desk.ts'
import { LookedAt } from '@/app/(desk)/looked-at.tsx'
import { Go } from '@/app/_ui/go.tsx'
import { Icon } from '@/app/_ui/icon.tsx'
import { TextLink } from '@/app/_ui/link.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { CrewPage } from '@/app/_ui/shell/crew.tsx'

/** A phone page of one's own earnings, with the one menu. The office appears in it only for people who work there. */
export async function MyPage({
  title,
  back,
  act,
  notice,
  children,
}: {
  title: ReactNode
  back?: { href: string; label: string }
  act?: ReactNode
  notice?: ReactNode
  children: ReactNode
}) {
  const desk = await readDesk()
  const works = Object.values(desk.reaches).filter((reach) => reach === 'all').length > 3
  const menu = [
    { label: 'Earnings', href: paths.myEarnings() },
    { label: 'Rewards', href: paths.myRewards() },
    { label: 'All payouts', href: paths.myPayouts() },
    { label: desk.unread > 0 ? `Notifications (${desk.unread})` : 'Notifications', href: paths.notifications() },
    ...(works ? [{ label: 'Office', href: paths.home() }] : []),
    { label: 'Your account', href: paths.account('profile') },
    { label: 'Sign out', href: paths.signOut() },
  ]
  return (
    <CrewPage
      title={title}
      menu={menu}
      who={
        <>
          {desk.member.name}
          <br />
          {desk.company}
        </>
      }
      act={act}
      notice={
        <>
          <LookedAt
            desk={desk}
            leave={
              <TextLink accent href={paths.home()}>
                To the office
              </TextLink>
            }
          />
          {notice}
        </>
      }
      back={
        back && (
          <Go className="square" href={back.href} aria-label={back.label}>
            <Icon of={ChevronLeft} />
          </Go>
        )
      }
    >
      {children}
    </CrewPage>
  )
}
