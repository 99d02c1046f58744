import type { FlowView } from '@/lib/identity/show-flow.ts'

const ways: Readonly<Record<FlowView['kind'], string>> = {
  sign_in: 'Sign in',
  setup: 'Set-up',
  invite: 'Invitation',
  reset: 'Reset the password',
  recover: 'Come back in',
  enrol: 'Sign in',
}
const steps: Readonly<Record<FlowView['step'], string>> = {
  password: 'Password',
  passkey: 'Passkey',
  person: 'About you',
  confirm: 'Continue',
  factor: 'Second factor',
  enrol: 'Set up the second factor',
  codes: 'Backup codes',
  new_password: 'New password',
  company: 'Which company',
  new_company: 'Your company',
}
/** What the window is called at a step: all of them stand at the same few addresses. */
export const stepTitle = ({ kind, step }: Pick<FlowView, 'kind' | 'step'>): string => `${steps[step]} · ${ways[kind]}`
