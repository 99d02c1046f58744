// The description is what there is: every call and nothing else, whole in itself; and what is answered is what it promises. Nothing that is sent breaks anything.
import '../../lib/registry.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import fc from 'fast-check'
import * as described from '../../app/api/v1/openapi.json/route.ts'
import { isPermission } from '../../lib/access/operation.ts'
import { keyable } from '../../lib/access/permissions.ts'
import type { Call } from '../../lib/api/call.ts'
import { calls } from '../../lib/api/calls.ts'
import { openApiDocument } from '../../lib/api/document.ts'
import { seedYear } from '../../scripts/demo-year.ts'
import { keyOf, type Program } from '../support/api-client.ts'
import { addressFor, bodyFor } from '../support/api-samples.ts'
import { expectGolden } from '../support/golden.ts'
import { hostileNames, hostileTexts } from '../support/hostile-values.ts'
import { makeWorld, type World } from '../support/world.ts'

type Json = { readonly [name: string]: unknown }
const document = openApiDocument('https://plumbline.example') as Json
const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
function* within(value: unknown, path = '#'): Generator<readonly [string, Json]> {
  if (isRecord(value)) {
    yield [path, value]
    for (const [name, inner] of Object.entries(value)) yield* within(inner, `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)
  } else if (Array.isArray(value)) for (const [i, inner] of value.entries()) yield* within(inner, `${path}/${i}`)
}
const at = (pointer: string): unknown =>
  pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((value, part) => (isRecord(value) ? value[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined), document)

describe('the description', () => {
  test('a reviewed list: a call more is a change that a reviewer sees', () => {
    expectGolden(
      'api-calls.txt',
      `${calls.map((call) => `${call.method.toUpperCase().padEnd(5)}${call.path.padEnd(34)}${call.needs.padEnd(18)}${call.operation.name.padEnd(32)}${call.resource.name}`).join('\n')}\n`,
    )
  })
  test('every reference leads somewhere, and nothing that may be referred to is left over', () => {
    const references = new Set([...within(document)].flatMap(([, value]) => (typeof value['$ref'] === 'string' ? [value['$ref']] : [])))
    for (const reference of references) expect(at(reference), reference).toBeDefined()
    for (const kind of ['parameters', 'headers', 'responses', 'schemas'] as const)
      for (const name of Object.keys((document['components'] as Record<string, Json>)[kind] as Json))
        expect(references.has(`#/components/${kind}/${name}`), name).toBe(true)
  })
  test('every path has an operation of one call, with its parameters, its answers and its refusals', () => {
    expect(document['openapi']).toMatch(/^3\.1\.\d+$/)
    const listed = Object.entries(document['paths'] as Record<string, Record<string, Json>>).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    )
    expect(listed.map(({ path, method }) => `${method} ${path}`).sort()).toEqual(calls.map((call) => `${call.method} ${call.path}`).sort())
    for (const { path, method, operation } of listed) {
      const call = calls.find((one) => one.method === method && one.path === path) as Call
      expect(operation['operationId']).toBe(call.id)
      const parameters = (operation['parameters'] as Json[]).map((one) => (typeof one['$ref'] === 'string' ? (at(one['$ref']) as Json) : one))
      expect(
        parameters.filter((one) => one['in'] === 'path').map((one) => one['name']),
        path,
      ).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]))
      for (const one of parameters) expect(isRecord(one['schema']), `${path} ${String(one['name'])}`).toBe(true)
      expect(new Set(parameters.map((one) => `${String(one['in'])} ${String(one['name'])}`)).size).toBe(parameters.length)
      expect(parameters.some((one) => one['name'] === 'Idempotency-Key')).toBe(call.body !== undefined)
      expect('requestBody' in operation).toBe(call.body !== undefined)
      for (const status of [String(call.status), '401', '403', '404', '422', '429', '503'])
        expect(Object.keys(operation['responses'] as Json), `${method} ${path}`).toContain(status)
    }
  })
  test('says of every field what it is, and lets no field in that it does not name', () => {
    for (const [path, value] of within(document)) {
      if (isRecord(value['properties']) && !path.endsWith('/Problem')) expect(value['additionalProperties'], path).toBe(false)
      if (Array.isArray(value['required']))
        for (const name of value['required'] as string[]) expect(Object.keys(value['properties'] as Json), path).toContain(name)
    }
  })
  test('promises nothing that leaves after a second factor only: no address of a person, no number of an account, no network address', () => {
    const names = new Set(
      [...within((document['components'] as Json)['schemas'])].flatMap(([, value]) => (isRecord(value['properties']) ? Object.keys(value['properties']) : [])),
    )
    for (const name of names) expect(name).not.toMatch(/e?mail|iban|routing|accountNumber|^ip$|secret|token|hash|factors/i)
  })
  test('is the same for everyone, and is not sent again where it is known', async () => {
    const first = described.GET(new Request('http://localhost/api/v1/openapi.json')),
      tag = first.headers.get('etag') ?? ''
    expect([first.status, first.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
    expect(((await first.json()) as Json)['paths']).toEqual(document['paths'])
    expect(described.GET(new Request('http://localhost/api/v1/openapi.json', { headers: { 'if-none-match': tag } })).status).toBe(304)
  })
})
/** Half a sign cannot stand in an address at all. */
const inAddress = (text: string): string => encodeURIComponent(text.replaceAll(/\p{Cs}/gu, ''))
/** As far as the description uses JSON Schema: types, fields, lists, references, alternatives, choices, patterns. Undefined: it fits. */
function misfit(schema: Json, value: unknown, path = '$'): string | undefined {
  if (typeof schema['$ref'] === 'string') return misfit(at(schema['$ref']) as Json, value, path)
  if (Array.isArray(schema['anyOf'])) return (schema['anyOf'] as Json[]).some((one) => misfit(one, value, path) === undefined) ? undefined : `${path} fits none`
  const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value,
    types = [schema['type']].flat().filter((one) => one !== undefined)
  if (types.length > 0 && !types.includes(kind) && !(kind === 'integer' && types.includes('number'))) return `${path} is ${kind}, not ${types.join(' or ')}`
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(value)) return `${path} is none of the choices`
  if (typeof value === 'string' && typeof schema['pattern'] === 'string' && !new RegExp(schema['pattern'], 'u').test(value))
    return `${path} does not fit its pattern`
  if (Array.isArray(value)) return value.map((one, i) => misfit((schema['items'] ?? {}) as Json, one, `${path}[${i}]`)).find((one) => one !== undefined)
  if (!isRecord(value)) return undefined
  const fields = (schema['properties'] ?? {}) as Record<string, Json>
  for (const name of (schema['required'] ?? []) as string[]) if (!(name in value)) return `${path}.${name} is missing`
  return Object.entries(value)
    .map(([name, inner]) =>
      fields[name]
        ? misfit(fields[name], inner, `${path}.${name}`)
        : schema['additionalProperties'] === false
          ? `${path}.${name} is not named`
          : isRecord(schema['additionalProperties'])
            ? misfit(schema['additionalProperties'], inner, `${path}.${name}`)
            : undefined,
    )
    .find((one) => one !== undefined)
}
describe('what is answered', () => {
  let world: World, program: Program
  beforeAll(async () => {
    world = await makeWorld(new Date().toISOString())
    await seedYear(
      {
        tenant: world.tenant,
        members: Object.fromEntries(Object.entries(world.people).map(([role, person]) => [role, person.memberId])) as never,
        credentials: [],
      },
      () => undefined,
      { jobs: 60, months: 3 },
    )
    program = (await keyOf(world, 'owner', keyable)).program
  }, 120_000)
  const schemaFor = (call: Call, status: number, type: string): Json => {
    const responses = ((document['paths'] as Record<string, Record<string, Json>>)[call.path]?.[call.method] as Json)['responses'] as Json,
      response = responses[String(status)] as Json
    expect(response, `${call.id} answers ${status}, which is not described`).toBeDefined()
    const whole = (typeof response['$ref'] === 'string' ? at(response['$ref']) : response) as Json
    return ((whole['content'] as Json)[type] as Json)['schema'] as Json
  }
  test.each(calls.map((call) => [call.id, call] as const))('%s fits its description, done and refused', async (_id, call) => {
    const method = call.method.toUpperCase(),
      done = await program.ask(method, await addressFor(call, world.tenant), call.body === undefined ? undefined : await bodyFor(call, world.tenant))
    expect(done.status, done.text.slice(0, 200)).toBe(call.status)
    expect(misfit(schemaFor(call, done.status, 'application/json'), done.body)).toBeUndefined()
    const refused = await program.ask(method, `${call.path.replace('{id}', 'pay_0')}?nonsense=1`, call.body === undefined ? undefined : {})
    expect(misfit(schemaFor(call, refused.status, 'application/problem+json'), refused.body), refused.text).toBeUndefined()
  })
  const texts = hostileTexts.filter((one): one is string => typeof one === 'string'),
    fieldsOf = (schema: unknown): string[] => Object.keys((schema as { shape?: object }).shape ?? {})
  test.each(calls.map((call) => [call.id, call] as const))(
    '%s takes every hostile value for a fault of the sender, or for a text',
    async (_id, call) => {
      const method = call.method.toUpperCase(),
        address = await addressFor(call, world.tenant),
        good = call.body === undefined ? undefined : await bodyFor(call, world.tenant),
        mine = (await keyOf(world, await world.join('owner'), [isPermission(call.needs) ? call.needs : 'work.read'])).program
      const judged = (got: { status: number; text: string }, sent: unknown): void => {
        expect(got.status, 'turned away unread').not.toBe(429)
        expect(got.status, `${call.id} on ${JSON.stringify(sent).slice(0, 200)}: ${got.text.slice(0, 200)}`).toBeLessThan(500)
        expect(got.text).not.toMatch(/\bat .*\.ts:\d+|select .* from|violates/i)
      }
      const values: unknown[] = [...texts.map((one) => one.slice(0, 5_000)), null, true, -1, 1.5, 1e308, [], [[]], {}, { toString: 1 }]
      let turn = 0
      for (const field of fieldsOf(good === undefined ? call.query : call.body))
        for (const value of values) {
          // Each field meets a seventh of them, a different one each: all fields of all calls meet each value many times.
          if (++turn % 7 !== 0) continue
          if (good === undefined)
            judged(await mine.get(`${address}?${field}=${inAddress(typeof value === 'string' ? value : JSON.stringify(value))}`), [field, value])
          else judged(await mine.ask(method, address, { ...good, [field]: value }), [field, value])
        }
      for (const name of hostileNames.filter((one): one is string => typeof one === 'string'))
        judged(
          good === undefined ? await mine.get(`${address}?${inAddress(name)}=1`) : await mine.ask(method, address, JSON.stringify({ ...good, [name]: 1 })),
          name,
        )
      if (call.path.includes('{id}'))
        for (const text of texts.slice(0, 40))
          judged(await mine.ask(method, call.path.replace('{id}', inAddress(text.slice(0, 300).replace(/^\.{1,2}$/, 'x'))), good), text)
      if (good !== undefined)
        await fc.assert(
          fc.asyncProperty(fc.json(), async (text) => judged(await mine.ask(method, address, text), text)),
          { numRuns: 15 },
        )
    },
    60_000,
  )
})
