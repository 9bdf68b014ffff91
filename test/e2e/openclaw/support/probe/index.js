/** A message with this is taken by this plugin, which says nothing to it: the run has no reply, deferral or adoption. */
const SWALLOWED = '[swallowed]'

/**
 * Another plugin of the operator's: it swallows messages, and lets tests read and change what the host has stored of a
 * session, which no command of the host does.
 */
export default {
  id: 'holdline-probe',
  name: 'Probe',
  description: "Another plugin of the operator's, for the end-to-end tests",
  register(api) {
    if (api.registrationMode !== 'full') return
    const { session } = api.runtime.agent
    api.on('before_dispatch', ({ content = '', body = '' }) =>
      `${content}${body}`.includes(SWALLOWED) ? { handled: true } : undefined,
    )
    api.registerGatewayMethod(
      'probe.sessions',
      async ({ respond }) => respond(true, { sessions: session.listSessionEntries({ agentId: 'main' }) }),
      { scope: 'operator.read' },
    )
    api.registerGatewayMethod(
      'probe.patch',
      async ({ params: { sessionKey, patch }, respond }) => {
        await session.patchSessionEntry({ agentId: 'main', sessionKey, update: () => patch })
        respond(true, session.getSessionEntry({ agentId: 'main', sessionKey }))
      },
      { scope: 'operator.write' },
    )
  },
}
