// The interface as OpenAPI 3.1, made of the calls: what is not one of them is not in it, and cannot be asked.
import { z } from 'zod'
import { keyRequestsPerMinuteMax } from '../access/key-share.ts'
import { onceHeader } from '../access/once.ts'
import { permissions } from '../access/permissions.ts'
import { calls } from './calls.ts'
import type { Call } from './call.ts'

export const apiVersion = '1.0.0'
type Json = Readonly<Record<string, unknown>>
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any' }) as Record<string, unknown>
  return rest
}
const reference = (name: string): Json => ({ $ref: `#/components/${name}` })
const problems: Readonly<Record<string, string>> = {
  Malformed: 'The request cannot be read, or lacks what every act needs.',
  Unauthorized: 'The key is missing, mistyped, revoked or over, or its maker cannot come in.',
  Forbidden: 'The key was not given this right, its maker does not hold it any more, the network is not allowed, or only people do this.',
  NotFound: 'There is no such record, for this key.',
  Conflict: 'The state of the record does not allow it.',
  TooLarge: 'More than 1 MB.',
  MediaType: 'Not application/json.',
  Invalid: `A field needs another look, or the ${onceHeader} was used for another request.`,
  TooMany: 'The key has asked too often within this minute.',
  Unavailable: 'Not just now. Trying again is safe.',
}
const statusOf: Readonly<Record<string, string>> = {
  Malformed: '400',
  Unauthorized: '401',
  Forbidden: '403',
  NotFound: '404',
  Conflict: '409',
  TooLarge: '413',
  MediaType: '415',
  Invalid: '422',
  TooMany: '429',
  Unavailable: '503',
}
const readProblems = ['Malformed', 'Unauthorized', 'Forbidden', 'NotFound', 'Invalid', 'TooMany', 'Unavailable'],
  actProblems = [...readProblems, 'Conflict', 'TooLarge', 'MediaType']

function parametersOf(call: Call): Json[] {
  const { properties = {}, required = [] } = schemaOf(call.query, 'input') as { properties?: Record<string, Json>; required?: string[] }
  const query = Object.entries(properties).map(([name, schema]) => {
    const { description, ...rest } = schema as Json & { description?: string }
    return {
      name,
      in: 'query',
      required: required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: name === 'limit' ? { type: 'integer', minimum: 1, maximum: 100 } : rest,
    }
  })
  return [
    ...(call.path.includes('{id}') ? [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }] : []),
    ...query,
    ...(call.body === undefined ? [] : [reference(`parameters/${onceHeader}`)]),
  ]
}
function answerOf(call: Call): Json {
  const one = reference(`schemas/${call.resource.name}`)
  const schema = call.isList
    ? {
        type: 'object',
        additionalProperties: false,
        required: ['data', 'next'],
        properties: {
          data: { type: 'array', items: one },
          next: { type: ['string', 'null'], description: 'The `cursor` of the next page; null on the last.' },
        },
      }
    : one
  return {
    description: call.status === 201 ? 'Done.' : call.body === undefined ? 'As it stands.' : 'Done.',
    headers: { RateLimit: reference('headers/RateLimit'), 'X-Request-Id': reference('headers/X-Request-Id') },
    content: { 'application/json': { schema } },
  }
}
function operationOf(call: Call): Json {
  return {
    operationId: call.id,
    tags: [call.group],
    summary: call.summary,
    description: `${call.detail === undefined ? '' : `${call.detail}\n\n`}${call.needs === 'key' ? 'Every key may.' : `Needs “${permissions[call.needs]}” (\`${call.needs}\`).`}`,
    ...(call.needs === 'key' ? {} : { 'x-permission': call.needs }),
    parameters: parametersOf(call),
    ...(call.body === undefined ? {} : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(call.body, 'input') } } } }),
    responses: {
      [String(call.status)]: answerOf(call),
      ...Object.fromEntries((call.body === undefined ? readProblems : actProblems).map((name) => [statusOf[name] as string, reference(`responses/${name}`)])),
    },
  }
}
const intro = `A program acts for the member who made its key, with the rights that the key was given and as far as that member holds them at that moment. A key is sent as \`Authorization: Bearer\` and in no other way; cookies are refused.

Acts need an \`${onceHeader}\`: the same key with the same request is answered the same and done once, for 30 days; with another request it is refused. Whatever asks people for a second factor anew (approving, releasing, bank details, roles, exports of personal data) cannot be done by a program.

Lists are read page by page: \`next\` of one page is the \`cursor\` of the following one. Amounts are decimal texts with their currency, instants are in UTC. Errors are problem details (RFC 9457) with the product’s own sentence. A key asks at most ${keyRequestsPerMinuteMax} times a minute.`

/** @param origin where the product is served */
export function openApiDocument(origin: string): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const call of calls) (paths[call.path] ??= {})[call.method] = operationOf(call)
  const resources = new Map(calls.map((call) => [call.resource.name, call.resource.schema]))
  return {
    openapi: '3.1.1',
    info: { title: 'Plumbline', version: apiVersion, description: intro },
    servers: [{ url: `${origin}/api/v1` }],
    security: [{ key: [] }],
    tags: [...new Set(calls.map((call) => call.group))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key, made in the product under Settings, API keys.' } },
      parameters: {
        [onceHeader]: {
          name: onceHeader,
          in: 'header',
          required: true,
          description:
            'Eight to 100 letters, digits, hyphens, underscores, dots or colons: one for each act, such as a UUID. Sent again with the same request, the act is not done again.',
          schema: { type: 'string', pattern: '^[A-Za-z0-9_.:-]{8,100}$' },
        },
      },
      headers: {
        RateLimit: { description: 'What is left of the minute: `r` requests for `t` seconds.', schema: { type: 'string' } },
        'X-Request-Id': { description: 'By which the request is found in the log.', schema: { type: 'string' } },
      },
      responses: Object.fromEntries(
        Object.entries(problems).map(([name, description]) => [
          name,
          { description, content: { 'application/problem+json': { schema: reference('schemas/Problem') } } },
        ]),
      ),
      schemas: {
        Problem: {
          type: 'object',
          required: ['type', 'title', 'status', 'detail', 'code', 'reference'],
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            detail: { type: 'string' },
            code: { type: 'string' },
            fields: { type: 'object', additionalProperties: { type: 'string' } },
            reference: { type: 'string' },
          },
        },
        ...Object.fromEntries([...resources].map(([name, schema]) => [name, schemaOf(schema, 'output')])),
      },
    },
  }
}
