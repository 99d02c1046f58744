import { ChecksField } from '@/app/_ui/choice.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { listText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Notice, Pip } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Halves, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import type { showRequired } from '@/lib/tenancy/require-provider.ts'
import { keep } from './actions.ts'

export type Required = Awaited<ReturnType<typeof showRequired.invoke>>
type Owner = Required['owners'][number]

/** Owners who could keep a way in. One who could not is named beneath with what is missing, because a choice that is no way in would be none. */
export function OwnersField({ owners, isFirst }: { owners: readonly Owner[]; isFirst: boolean }) {
  const ready = owners.filter((owner) => owner.why === null),
    others = owners.filter((owner) => owner.why !== null)
  return (
    <>
      <ChecksField
        name="owners[]"
        label="Owners who keep a way in by password and code, or by passkey"
        hint="Two at least. Each use stands in the log, and the other owners are told at once."
        options={ready.map((owner) => ({ value: owner.id, label: owner.name }))}
        defaultValue={ready.filter((owner) => isFirst || owner.isChosen).map((owner) => owner.id)}
      />
      {others.length > 0 && (
        <p className="text-caption text-ink-2">{listText(others.map((owner) => `${owner.name} ${owner.why}`))}, so this would be no way in.</p>
      )}
    </>
  )
}
/** For which domains the provider is required, and who keeps a way in past it. */
export function RequiredSignIn({ r }: { r: Required }) {
  const chosen = r.owners.filter((owner) => owner.isChosen)
  return (
    <Halves>
      <Section title="Sign-in by the provider only" note="for addresses at a domain of yours">
        <Table<Required['domains'][number]>
          plain
          caption="Domains and how their people sign in"
          rows={r.domains}
          rowKey={(d) => d.id}
          {...(r.mayChange ? { rowHref: (d: Required['domains'][number]) => paths.requiredSso(d.id) } : {})}
          columns={[
            { id: 'domain', header: 'Addresses at', priority: 1, strong: true, link: true, cell: (d) => d.name },
            { id: 'how', header: 'Sign in by', priority: 2, cell: (d) => (d.isRequired ? <Pip tone="good">the provider only</Pip> : 'password or provider') },
            { id: 'people', header: 'People', align: 'end', cell: (d) => d.people },
          ]}
          empty={
            <p className="text-ink-2">
              No domain yet. <TextLink href={paths.settings('domains')}>Prove one first.</TextLink>
            </p>
          }
        />
        {r.domains
          .filter((d) => d.isRequired && d.state !== 'proven')
          .map((d) => (
            <Notice key={d.id} tone="warn" title={`The record of ${d.name} is not found at present.`}>
              The provider stays required: who was linked goes on coming in by it, nobody new is linked, and no password opens. Publish the record again, or
              lift the requirement.
            </Notice>
          ))}
        {r.isRequired && !r.hasProvider && (
          <Notice tone="bad" title="No provider is on.">
            Only the owners who keep a way in can come in. Passwords do not open again by themselves: switch a connection on, or lift the requirement.
          </Notice>
        )}
      </Section>
      {r.isRequired && (
        <Section title="Break-glass" note="the way in past the provider">
          {r.mayChange ? (
            <Form action={keep}>
              <OwnersField owners={r.owners} isFirst={false} />
              <OtpField name="factorCode" label="Code from your authenticator app" />
              <div>
                <Submit>Choose</Submit>
              </div>
            </Form>
          ) : (
            <p>{listText(chosen.map((owner) => owner.name))} keep a way in by password and code, or by passkey.</p>
          )}
        </Section>
      )}
    </Halves>
  )
}
