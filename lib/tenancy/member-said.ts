import { declaredEvents } from '../access/event.ts'

/** A stored event as people read it. */
export function said(name: string, detail: string): string {
  const event = declaredEvents.get(name)
  return event ? event.sentence(JSON.parse(detail)) : name.replace('.', ' ').replaceAll('_', ' ')
}
