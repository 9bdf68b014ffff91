export type { ChatMessage } from './chat.ts'
