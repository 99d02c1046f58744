// A form of very many fields costs what reading it once costs, and one of too many is refused: it holds up nobody.
import { expect, test } from 'vitest'
import { fieldsMax, formValues, typedValues } from '../../app/_bind/form-values.ts'
import { Refusal } from '../../lib/kernel/refusal.ts'

/** Counts how often all of it is read in search of one name. */
class Counting extends FormData {
  searched = 0
  override getAll(name: string): FormDataEntryValue[] {
    this.searched++
    return super.getAll(name)
  }
}
function form(count: number): Counting {
  const made = new Counting()
  for (let i = 0; i < count; i++) made.append(`field${i}`, 'x')
  return made
}
test('no name is searched for in all of the form', async () => {
  const data = form(500)
  data.append('field1', 'y')
  data.append('list[]', 'a')
  data.append('list[]', 'b')
  expect(await formValues(data)).toMatchObject({ field0: 'x', field1: 'y', field499: 'x', list: ['a', 'b'] })
  expect(typedValues(data)).toMatchObject({ field0: 'x', field1: ['x', 'y'], 'list[]': ['a', 'b'] })
  expect(data.searched).toBe(0)
})
test('more fields than any form of ours has are refused, and none is given back', async () => {
  const data = form(fieldsMax + 1)
  await expect(formValues(data)).rejects.toBeInstanceOf(Refusal)
  expect(typedValues(data)).toEqual({})
  expect(Object.keys(await formValues(form(fieldsMax)))).toHaveLength(fieldsMax)
})
test('a switch says yes or no, and what is neither goes on to be refused: nothing that was ticked is read as no', async () => {
  const data = new FormData()
  for (const [name, value] of Object.entries({ 'a:bool': 'on', 'b:bool': 'true', 'c:bool': '', 'd:bool': 'yes' })) data.append(name, value)
  expect(await formValues(data)).toEqual({ a: true, b: true, c: false, d: 'yes' })
})
