export type * from './notice-content.ts'
export type * from './records.ts'
export type { TaskView } from './task-view.ts'
