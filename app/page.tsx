import { redirect } from 'next/navigation'
import { paths } from './_ui/paths.ts'

/** The start leads to the home page, which sends a technician on to the phone pages and everyone without a session to the way in. */
export default function StartPage() {
  redirect(paths.home())
}
