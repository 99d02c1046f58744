interface ActorProps {
  actor: { readonly kind: string; readonly name: string | undefined; readonly role: string }
}

/** Who did it, by the name and in the role of then. A machine says so; an erased name leaves its place empty. */
export function Actor({ actor }: ActorProps) {
  // By a key it is still the member who acts; the name says so.
  const machine = actor.kind !== 'member' && actor.kind !== 'key'
  const name = actor.kind === 'job' ? 'Plumbline' : actor.name === undefined || actor.name === '' ? (machine ? 'Someone unknown' : 'Erased') : actor.name
  const role = actor.kind === 'job' ? 'machine' : actor.role === 'system' ? '' : actor.role.replaceAll('_', ' ')
  return (
    <span className="person">
      <span>
        <span className={actor.name === undefined && !machine ? 'text-ink-3' : undefined}>{name}</span>
        {role && <span className="font-normal text-ink-2"> {role}</span>}
      </span>
    </span>
  )
}
