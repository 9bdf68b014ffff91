/** The gate: every rule of lanes, policies, actions and notices, as pure functions from a session's state to changes. */
export { type Acted, type ActRequest, act } from './act.ts'
export { type Admission, type AdmitOptions, admit } from './admit.ts'
export type { Swept } from './lane.ts'
export { abort, amend, hold, type Managed, reset, unhold } from './manage.ts'
export { checkpoint, type Finish, finish, type Lease, release, report, stall, sweep } from './turn.ts'
