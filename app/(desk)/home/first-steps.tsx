import { TextLink } from '@/app/_ui/link.tsx'
import { Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { MarkedText } from '@/app/_ui/status.tsx'
import type { FirstStep, FirstStepKind } from '@/lib/incentives/show-first-steps.ts'

const words: Readonly<Record<FirstStepKind, readonly [label: string, href: string]>> = {
  people: ['Invite people', paths.inviteMember()],
  work: ['Import work records', paths.newImport()],
  linked: ['Link payees to members, who then see what they earn', paths.payees()],
  program: ['Write a program', paths.newProgram()],
  payer: ['Enter who pays', paths.settings('rails')],
  bank: ['Enter and confirm where payees are paid', paths.payees()],
  computed: ['Compute a period of a program', paths.programs()],
  raised: ['Raise payouts', paths.newPayout()],
}

/** From an empty company to its first payout, in the order in which it goes. */
export function FirstSteps({ steps }: { steps: readonly FirstStep[] }) {
  return (
    <Section title="First steps" note="until the first payout is raised">
      <ol className="lines house">
        {steps.map((step) => {
          const [label, href] = words[step.kind]
          return (
            <li key={step.kind}>
              <MarkedText shape={step.isDone ? 'disc' : 'ring'}>
                <TextLink href={href}>{label}</TextLink>
              </MarkedText>
              <span className="said">{step.isDone ? 'done' : 'not done yet'}</span>
            </li>
          )
        })}
      </ol>
    </Section>
  )
}
