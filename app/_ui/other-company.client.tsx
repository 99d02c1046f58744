'use client'
import { usePathname } from 'next/navigation'
import { buttonClass } from './button-class.ts'
import { Go } from './go.tsx'

/**
 * From a page that was refused to the choice of one's other companies, with its address. Which of them it belongs to is not looked up: the
 * answer would tell what exists in a company that this session does not stand in.
 * `choice` is the choice's address up to the one that follows. Every page loads this script, so it brings neither the addresses nor the icons.
 */
export function OtherCompanyButton({ choice }: { choice: string }) {
  return (
    <Go className={buttonClass({})} href={choice + encodeURIComponent(usePathname())}>
      <span>Another of my companies</span>
    </Go>
  )
}
