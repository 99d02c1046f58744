// An act that is posted to a page which does not carry it is carried on by the framework, and the page that it leads to comes with its answer,
// by whichever of our own names the page was asked for.
import { expect, inject, it } from 'vitest'
import { builtAction } from '../support/http-act.ts'

const origin = inject('origin')
const names = [origin, origin.replace('localhost', '127.0.0.1')]

it.each(names.flatMap((name) => ['/sign-in', '/report'].map((page) => [name, page] as const)))('%s%s', async (name, page) => {
  const body = new FormData()
  body.append('_1_email', 'nobody@example.com')
  body.append('0', '[null,"$K1"]')
  const answer = await fetch(name + page, {
    method: 'POST',
    body,
    redirect: 'manual',
    headers: { origin: name, accept: 'text/x-component', 'next-action': builtAction('app/(auth)/actions.ts#start').id },
  })
  expect(answer.headers.get('x-action-redirect')).toMatch(/^\/sign-in\/password/)
  expect(await answer.text()).toContain('current-password')
})
