import type { Method } from './method.ts'

/** `users.get`; whom there is not is left out. */
export const getUsers: Method = ({ platform, params }) =>
  params.list('user_ids').flatMap((id) => {
    const person = platform.people.get(Number(id.replace(/^id/, '')))
    if (person === undefined) return []
    const { firstName, lastName } = person
    const name = { first_name: firstName, last_name: lastName }
    return [{ id: person.id, ...name, can_access_closed: true, is_closed: false }]
  })
