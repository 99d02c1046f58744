import { initials } from './format.ts'
import { TextLink } from './link.tsx'

/** A person as a row names one. `you` replaces the name, because people look for themselves. */
export function Person({ name, role, href, you, avatar }: { name: string; role?: string; href?: string; you?: boolean; avatar?: boolean }) {
  const words = you ? 'You' : name
  return (
    <span className="person">
      {avatar && <Avatar name={name} />}
      <span>{href ? <TextLink href={href}>{words}</TextLink> : words}{role && <span className="text-ink-2"> {role}</span>}</span>
    </span>
  )
}

export function Avatar({ name }: { name: string }) {
  return <span className="avatar" aria-hidden="true">{initials(name)}</span>
}
