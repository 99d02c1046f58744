'use client'
import { usePathname } from 'next/navigation'
import { LinkButton } from './button.tsx'
import { paths } from './paths.ts'

/**
 * From a page that was refused to the choice of one's other companies, with its address. Which of them it belongs to is not looked up: the
 * answer would tell what exists in a company that this session does not stand in.
 */
export function OtherCompanyButton() {
  return <LinkButton href={paths.chooseCompanyFor(usePathname())}>Another of my companies</LinkButton>
}
