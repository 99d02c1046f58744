import { load } from '@/app/_bind/load.ts'
import { Copyable } from '@/app/_ui/copyable.client.tsx'
import { Facts } from '@/app/_ui/docket.tsx'
import { bytesText, capital, countText, dayText } from '@/app/_ui/format.ts'
import { Form } from '@/app/_ui/form.client.tsx'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import type { MarkShape } from '@/app/_ui/mark.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Headline, Halves, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { MarkedText } from '@/app/_ui/status.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { dayOf } from '@/lib/kernel/day.ts'
import { countOperators, showHealth } from '@/lib/tenancy/operator.ts'
import { listReports } from '@/lib/tenancy/reports.ts'
import { resumeAll } from '../actions.ts'
import { OperatorTabs } from '../tabs.tsx'

export const metadata = { title: 'Health' }
export default async function HealthPage() {
  const [h, { operators }, { overdue: late }] = await Promise.all([load(showHealth, {}), load(countOperators, {}), load(listReports, {})]),
    { place } = h
  const checks: readonly { readonly good: boolean; readonly mark?: MarkShape; readonly words: string; readonly more?: string }[] = [
    { good: !h.isPaused, words: h.isPaused ? 'Paused after a restore' : 'Mail and releases run' },
    {
      good: h.mailFailed === 0,
      words: h.mailFailed === 0 ? 'No mail was given up' : `${capital(countText(h.mailFailed, 'mail', place))} given up after twelve tries`,
    },
    h.smtp
      ? { good: true, words: 'A mail server is set' }
      : h.environment === 'development'
        ? {
            good: true,
            mark: 'ring',
            words: 'No mail server, as is usual in development',
            more: 'Every mail stays in the outbox. To send it, set PLUMBLINE_SMTP_URL.',
          }
        : { good: false, words: 'No mail server: mail stays in the outbox', more: 'Set PLUMBLINE_SMTP_URL.' },
    {
      good: h.https || h.environment === 'development',
      words: h.https ? 'Reached by HTTPS' : 'Reached by plain HTTP',
      ...(h.https ? {} : { more: 'Good on this machine only.' }),
    },
    ...[h.faults.node, h.faults.postgres].map((fault, i) => ({
      good: fault === undefined,
      words: `${i === 0 ? `Node ${h.nodeVersion}` : `Postgres ${h.serverVersion.split(' ')[0] ?? ''}`} ${fault === undefined ? 'gets security fixes' : 'is below the floor'}`,
      ...(fault === undefined ? {} : { more: fault }),
    })),
    h.places.kind === 'broken'
      ? { good: false, words: 'The database of places cannot be used', more: h.places.fault }
      : h.places.kind === 'none'
        ? { good: true, mark: 'ring', words: 'No database of places', more: 'Where sign-ins come from is unknown. To know, set PLUMBLINE_GEO_DATABASE.' }
        : { good: true, words: 'Places of addresses are known', more: `${h.places.type}, made ${dayText(dayOf(h.places.builtAt, place.zone), place)}` },
    {
      good: late === 0,
      words:
        late === 0
          ? 'No vulnerability report is overdue'
          : `${capital(countText(late, 'vulnerability report is', place, 'vulnerability reports are'))} overdue`,
      ...(late === 0 ? {} : { more: 'Read and acknowledge under Reports.' }),
    },
    {
      good: operators > 1,
      words: operators > 1 ? `${operators} operators` : 'One operator only',
      ...(operators > 1 ? {} : { more: 'Invite a second one: who loses the only factor waits a day and needs this machine.' }),
    },
  ]
  const bad = checks.filter((check) => !check.good).length
  return (
    <Page
      crumbs={[{ label: 'Installation' }, { label: 'Health' }]}
      tabs={<OperatorTabs at="health" />}
      headline={
        <Headline>{bad === 0 ? 'Everything that is looked at is well.' : <>{capital(countText(bad, 'thing needs', place, 'things need'))} a look.</>}</Headline>
      }
      {...(h.isPaused
        ? {
            notice: (
              <Notice tone="hold" title="This installation is paused.">
                {capital(h.pausedReason ?? 'restored from a backup').replace(/\.$/, '')}. No mail leaves and no batch is released until you resume it.
              </Notice>
            ),
          }
        : {})}
    >
      <Halves>
        <Section title="Looked at now">
          <ul className="plain-list">
            {checks.map((check) => (
              <li key={check.words}>
                <span className="line">
                  <MarkedText shape={check.mark ?? (check.good ? 'disc' : 'triangle')}>
                    {check.words}
                    {check.more && <span className="block text-caption text-ink-2">{check.more}</span>}
                  </MarkedText>
                </span>
              </li>
            ))}
          </ul>
          {h.isPaused && h.mayChange && (
            <Form action={resumeAll} className="mt-4 max-w-[360px]">
              <OtpField name="factorCode" label="Code from your authenticator app" />
              <Submit primary>Resume mail and releases</Submit>
            </Form>
          )}
        </Section>
        <Section title="Facts">
          <Facts
            boxed
            items={[
              ['Signed in now', String(h.sessions)],
              [
                'Mail waiting',
                h.environment === 'development' ? (
                  <TextLink key="m" href={paths.outbox()}>
                    {h.mailWaiting}
                  </TextLink>
                ) : (
                  String(h.mailWaiting)
                ),
              ],
              ['Data', bytesText(h.databaseBytes, place)],
              ['Set up', h.setupAt ? <Moment key="s" at={h.setupAt} place={place} show="day" /> : 'not yet'],
              [
                'Text messages',
                h.gateway === undefined ? (h.environment === 'development' ? 'stay in the outbox' : 'none: no gateway is set') : `by ${h.gateway}`,
              ],
              ['Environment', h.environment],
              ['Address', <Mono key="u">{h.url}</Mono>],
              ['Seal signed by', <Copyable key="f" text={h.fingerprint} label="Copy the fingerprint" />],
            ]}
          />
        </Section>
      </Halves>
    </Page>
  )
}
