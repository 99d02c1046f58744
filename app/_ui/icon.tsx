import type { ComponentType } from 'react'
import { classes } from './class-names.ts'

/** An icon of lucide-react. */
export type IconShape = ComponentType<{ className?: string; strokeWidth?: number | string; 'aria-hidden'?: boolean | 'true' | 'false' }>

/** 16 px beside words. Decoration only: the words carry the meaning. */
export function Icon({ of: Shape, small, className }: { of: IconShape; small?: boolean; className?: string }) {
  return <Shape className={classes('icon', small && 'small', className)} strokeWidth={1.75} aria-hidden="true" />
}
