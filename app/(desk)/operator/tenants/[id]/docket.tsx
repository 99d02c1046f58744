import { LinkButton } from '@/app/_ui/button.tsx'
import { Docket, Facts } from '@/app/_ui/docket.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Mono } from '@/app/_ui/link.tsx'
import { Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { MarkedText } from '@/app/_ui/status.tsx'
import { plans } from '@/lib/access/plans.ts'
import type { CompanyView } from '@/lib/tenancy/console-lists.ts'
import { stateMark, stateWords } from '../../company-words.ts'

/** A company as the operator may know it. */
export function CompanyDocket({ company }: { company: CompanyView & { readonly mayChange: boolean; readonly place: Place } }) {
  const { place, state } = company
  return (
    <Page crumbs={[{ label: 'Companies', href: paths.operator('tenants') }, { label: company.name }]}>
      <Docket
        number={company.slug.split('-').at(-1) ?? ''}
        noun="Company"
        title={company.name}
        stub={
          <>
            Founded <Moment at={company.foundedAt} place={place} show="day" />
          </>
        }
        status={
          <MarkedText shape={stateMark[state]} strong>
            {stateWords[state]}
          </MarkedText>
        }
        consequence={
          state === 'suspended'
            ? 'Nobody signs in to it; nothing in it is lost.'
            : state === 'active'
              ? 'Its people come and go as they are allowed to.'
              : undefined
        }
        acts={
          company.mayChange && (
            <>
              {state !== 'ended' && (
                <LinkButton size="large" href={paths.operatorTenantPlan(company.id)}>
                  Change the plan…
                </LinkButton>
              )}
              {state === 'active' ? (
                <LinkButton size="large" href={paths.operatorTenantAct(company.id, 'suspend')}>
                  Suspend…
                </LinkButton>
              ) : state === 'suspended' ? (
                <LinkButton size="large" primary href={paths.operatorTenantAct(company.id, 'resume')}>
                  Let in again…
                </LinkButton>
              ) : null}
            </>
          )
        }
      />
      <Facts
        boxed
        items={[
          ['Plan', plans[company.plan].name],
          ['People seen', String(company.accounts)],
          ['Signed in now', String(company.sessions)],
          ['Last seen', company.lastSeenAt ? <Moment key="seen" at={company.lastSeenAt} place={place} /> : 'never'],
          ['Short name', <Mono key="slug">{company.slug}</Mono>],
          ['What is in it', 'not yours to see; its owners can give you a copy or an export'],
        ]}
      />
    </Page>
  )
}
