import { classes } from './class-names.ts'

export interface ButtonLook {
  primary?: boolean | undefined
  danger?: boolean | undefined
  quiet?: boolean | undefined
  wide?: boolean | undefined
  size?: 'small' | 'large' | undefined
}

/** The class names of a button; apart from the components, so that a script that only needs these does not bring links along. */
export const buttonClass = (look: ButtonLook, more?: string): string =>
  classes('button', look.primary && 'primary', look.danger && 'danger', look.quiet && 'quiet', look.wide && 'wide', look.size, more)
