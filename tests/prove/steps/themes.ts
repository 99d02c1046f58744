// The key pages once more, in the theme that their people had not chosen.
import { note, open, person, type Journey, type Theme, type Who } from './journey.ts'

export async function seeOtherTheme(journey: Journey): Promise<void> {
  const again: readonly (readonly [Who, Theme, readonly string[]])[] = [
    ['finance', 'dark', ['/home', '/payouts?tab=all', note(journey, 'jana payout'), note(journey, 'batch'), '/statements', '/ledger', '/audit']],
    [
      'manager',
      'dark',
      ['/work', '/programs', note(journey, 'program'), `${note(journey, 'program')}/draft`, '/awards?state=all', note(journey, 'award'), note(journey, 'jana')],
    ],
    ['technician', 'light', ['/my-earnings?month=2025-04', `/my-earnings${note(journey, 'award')}`, '/my-earnings/payouts', '/my-earnings/rewards']],
  ]
  for (const [who, theme, addresses] of again) {
    const { page } = person(journey, who)
    await page.emulateMedia({ colorScheme: theme })
    for (const address of addresses) await open(journey, who, address)
    await page.emulateMedia({ colorScheme: null })
  }
}
