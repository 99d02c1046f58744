// A field that a form calls optional may be left empty: an empty field is an absent one, so its operation must take the form without it.
import { dirname, join } from 'node:path/posix'
import type { z } from 'zod'
import { expect, test } from 'vitest'
import { jsonSchema } from '../support/sample.ts'
import { sourceTree } from '../support/source-tree.ts'

interface Behind {
  readonly name: string
  readonly input: z.ZodType
}
const files = sourceTree(),
  texts = new Map(files.map(({ path, text }) => [path, text]))
const modules = import.meta.glob('../../lib/**/*.ts', { eager: true }) as Record<string, Record<string, unknown>>
const isBehind = (v: unknown): v is Behind => typeof v === 'object' && v !== null && 'invoke' in v && 'input' in v && 'name' in v
const behind = new Map(Object.values(modules).flatMap((exports) => Object.entries(exports).filter((entry): entry is [string, Behind] => isBehind(entry[1]))))

/** Where a name that a file imports was made. */
function sourceOf(path: string, text: string, name: string): { readonly path: string; readonly name: string } | undefined {
  for (const [, names = '', from = ''] of text.matchAll(/import \{([^}]*)\} from '([^']*actions\.ts)'/g))
    for (const part of names.split(',')) {
      const [made = '', used = made] = part.trim().split(' as ')
      if (used === name) return { path: from.startsWith('@/') ? from.slice(2) : join(dirname(path), from), name: made }
    }
  return undefined
}
interface Bound {
  readonly operation: Behind
  /** How the action shapes the form's values before the operation gets them. */ readonly shaping: string
}
function boundBy(path: string, text: string, name: string): Bound | undefined {
  const made = sourceOf(path, text, name),
    source = texts.get(made?.path ?? '') ?? '',
    bound = new RegExp(`export const ${made?.name ?? ''} = \\w+\\(\\s*(\\w+)([\\s\\S]*?)\\n(?=export|\\n|//|/\\*|$)`).exec(source),
    used = bound?.[1] ?? '',
    operation = behind.get(new RegExp(`(\\w+) as ${used}\\b`).exec(source)?.[1] ?? used)
  return operation && { operation, shaping: bound?.[2] ?? '' }
}
const formsOf = (text: string): readonly { readonly action: string; readonly inside: string }[] =>
  [...text.matchAll(/<Form\b[^>]*?action=\{([^}]*)\}[\s\S]*?(<\/Form>)/g)].map(([inside, action = '']) => ({ action, inside }))
/** Names of fields that a form calls optional, without the kind behind the colon. */
const optionalFields = (text: string): readonly string[] =>
  [...text.matchAll(/<(?:Field|AreaField|NumberField|MoneyField|DayField|Select\w*)\b((?:[^>]|=>)*?)\/>/g)]
    .map(([, props = '']) => props)
    .filter((props) => /\soptional(="silently")?(\s|$)/.test(props))
    .flatMap((props) => /\sname="([\w.]+)(:\w+)?"/.exec(props)?.[1] ?? [])
interface Part {
  readonly required?: readonly string[]
}
function judge(path: string, text: string): { readonly seen: number; readonly faults: string[] } {
  const forms = formsOf(text),
    faults: string[] = []
  let seen = 0
  for (const { action, inside } of forms)
    for (const [name] of action.matchAll(/\b[a-z]\w*\b/gi)) {
      const bound = boundBy(path, text, name)
      if (!bound) continue
      const needed = (jsonSchema(bound.operation.input) as Part).required ?? []
      // What stands in a part of its own belongs to the form, where there is only one.
      for (const field of new Set(optionalFields(forms.length === 1 ? text : inside))) {
        seen++
        if (needed.includes(field) && !bound.shaping.includes(`['${field}']`)) faults.push(`${path}: ${name} needs ${field}`)
      }
    }
  return { seen, faults }
}
test('what a form calls optional, its operation takes when it is absent', () => {
  const judged = files.filter(({ path }) => path.startsWith('app/') && path.endsWith('.tsx')).map(({ path, text }) => judge(path, text))
  expect(judged.flatMap(({ faults }) => faults)).toEqual([])
  expect(
    judged.reduce((sum, { seen }) => sum + seen, 0),
    'fields that were looked at',
  ).toBeGreaterThan(50)
})
test('a field that is called optional and is needed would be seen', () => {
  const path = 'app/(desk)/settings/sso/[id]/groups/page.tsx',
    form = (field: string): string =>
      `import { make } from '../../actions.ts'\n<Form action={make} hidden={{}}>\n<Field\n name="${field}"\n label="x"\n optional\n hint={() => 1}\n/></Form>`
  expect(judge(path, form('name')).faults).toEqual([`${path}: make needs name`])
  expect(judge(path, form('certificate'))).toEqual({ seen: 1, faults: [] })
})
