import axe from 'axe-core'
import type { ChatPage } from './chat-page.ts'

/** The part of axe's report that is needed. */
interface Report {
  readonly violations: readonly {
    readonly id: string
    readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[]
  }[]
}

/** What axe-core, with all its usual rules, finds wrong on the page now. */
export async function violations(chat: ChatPage): Promise<readonly string[]> {
  if (await chat.look('typeof axe === "undefined"')) await chat.look(axe.source)
  const report = await chat.look<Report>('axe.run(document)')
  return report.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
  )
}
