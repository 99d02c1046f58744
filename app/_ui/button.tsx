import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { buttonClass, type ButtonLook } from './button-class.ts'
import { Go } from './go.tsx'
import { Icon, type IconShape } from './icon.tsx'
import { Mark } from './mark.tsx'

interface Look extends ButtonLook {
  icon?: IconShape
  /** A single key that presses it, shown on it. */
  keys?: string
  /** Why it cannot be pressed. It is then disabled and says so beside it: a tooltip does not print or exist on touch. */
  why?: string | false | undefined
}

function Face({ icon, keys, children }: Pick<Look, 'icon' | 'keys'> & { children: ReactNode }) {
  return (
    <>
      {icon && <Icon of={icon} />}
      <span>{children}</span>
      {keys && (
        <kbd className="key" aria-hidden="true">
          {keys.toUpperCase()}
        </kbd>
      )}
    </>
  )
}

function Withheld({ why, children }: { why: string; children: ReactNode }) {
  return (
    <span className="withheld">
      {children}
      <span className="why">
        <Mark shape="slash" />
        {why}
      </span>
    </span>
  )
}

export type ButtonProps = Look & Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'style' | 'className'>

export function Button({
  primary = false,
  danger = false,
  quiet = false,
  wide = false,
  size,
  icon,
  keys,
  why,
  children,
  type = 'button',
  ...rest
}: ButtonProps) {
  const button = (
    <button
      type={type}
      className={buttonClass({ primary, danger, quiet, wide, ...(size ? { size } : {}) })}
      disabled={Boolean(why) || rest.disabled}
      aria-keyshortcuts={keys}
      data-key={why ? undefined : keys}
      {...rest}
    >
      <Face {...(icon ? { icon } : {})} {...(keys ? { keys } : {})}>
        {children}
      </Face>
    </button>
  )
  return why ? <Withheld why={why}>{button}</Withheld> : button
}

export function LinkButton({
  href,
  primary = false,
  danger = false,
  quiet = false,
  wide = false,
  size,
  icon,
  keys,
  why,
  download,
  children,
}: Look & { href: string; download?: boolean; children: ReactNode }) {
  const className = buttonClass({ primary, danger, quiet, wide, ...(size ? { size } : {}) })
  const face = (
    <Face {...(icon ? { icon } : {})} {...(keys ? { keys } : {})}>
      {children}
    </Face>
  )
  if (why)
    return (
      <Withheld why={why}>
        <span className={className} role="link" aria-disabled="true">
          {face}
        </span>
      </Withheld>
    )
  // Its answer says that it is a file. The attribute would save whatever comes: of a list of people, the page that asks for the factor first.
  if (download)
    return (
      <a className={className} href={href}>
        {face}
      </a>
    )
  return (
    <Go className={className} href={href} aria-keyshortcuts={keys} data-key={keys}>
      {face}
    </Go>
  )
}
