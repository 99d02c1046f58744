import { choice, days, text, type Filter } from '@/app/_ui/filter.ts'
import { readList, type ListUrl, type SearchParams } from '@/app/_ui/list-url.ts'
import { paths } from '@/app/_ui/paths.ts'

interface Choices {
  readonly people: readonly { readonly id: string; readonly name: string }[]
  readonly actions: readonly { readonly group: string; readonly names: readonly string[] }[]
}
const words = (name: string): string => name.replaceAll('_', ' ')

/** What the log is narrowed by. The choices come with the answer, so the first reading of the address does without them. */
export const logFilters = ({ people, actions }: Choices = { people: [], actions: [] }): readonly Filter[] => [
  text('q', 'Search', 'Words, a number or a member'),
  days('day', 'Day'),
  choice('person', 'Person', [
    ...people.map(({ id, name }): [string, string] => [id, name]),
    ['machine', 'Plumbline itself'],
    ['provider', 'the provider'],
    ['nobody', 'nobody signed in'],
  ]),
  choice(
    'action',
    'Action',
    actions.flatMap(({ group, names }) => [
      [`${group}.*`, `${words(group)}: everything`] as [string, string],
      ...names.map((name): [string, string] => [name, words(name.replace('.', ': '))]),
    ]),
  ),
  text('subject', 'Record', 'The id of a payout, a program, a member …'),
  text('ip', 'Address', 'The network address it came from'),
  text('request', 'Request', 'The id on an error page, in a log or an API answer'),
  text('act', 'Act', 'Everything that one act did'),
]
/** The log's own address, whichever page of it is shown. */
export const readLog = (given: SearchParams, choices?: Choices): ListUrl => readList(paths.audit(), given, { filters: logFilters(choices), keep: ['entry'] })
/** The same filters and page behind another address of the log. */
export const carry = (path: string, url: ListUrl): string => path + url.with({ after: url.get('after'), before: url.get('before') }).slice(url.path.length)
