import { redirect } from 'next/navigation'
import { load } from '@/app/_bind/load.ts'
import { openNotification } from '@/lib/tenancy/read-notifications.ts'
import { readDesk } from '../../desk.ts'
import { subjectPath } from '../subject-path.ts'

/** What a mail links to: marks the notification as read and leads to what it is about. */
export default async function NotificationPage({ params }: { params: Promise<{ id: string }> }) {
  const opened = await load(openNotification, { id: (await params).id })
  redirect(subjectPath(opened.subject, (await readDesk()).reaches))
}
