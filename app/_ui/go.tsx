import type { ComponentPropsWithRef } from 'react'

/**
 * A link inside the product: a plain anchor, which the page's one listener (follow.client.tsx) follows without a reload. A component for
 * each link would be script on every phone and work for each row of every list; and without script this is still a link.
 */
export function Go({
  scroll = true,
  ...rest
}: Omit<ComponentPropsWithRef<'a'>, 'href' | 'style'> & { href: string; /** False where the page stays where it is. */ scroll?: boolean }) {
  return <a {...rest} data-go={scroll ? '' : 'still'} />
}
