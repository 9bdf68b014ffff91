import { call, say } from '../scene.ts'
import { type RefusedCase, team } from './refused-case.ts'

const type = { type: 'typing' }

/** Whom a community may write to and look at. */
export const REFUSED_PEERS: readonly RefusedCase[] = [
  {
    rule: 'peer.found',
    what: 'a message to a chat that there is not',
    code: 927,
    run: (s) => say(s, { peer_id: 2_000_000_099 }),
  },
  {
    rule: 'peer.found',
    what: 'typing to a person whom there is not',
    code: 936,
    run: (s) => call(s, 'messages.setActivity', { peer_id: 5, ...type }),
  },
  {
    rule: 'peer.allowed',
    what: 'a message to a person who never wrote',
    code: 901,
    run: (s) => say(s, { peer_id: s.vk.person().id }),
  },
  {
    rule: 'peer.allowed',
    what: 'a message to a person who forbade it',
    code: 901,
    run: (s) => {
      s.ann.denies(s.community)
      return say(s)
    },
  },
  {
    rule: 'peer.blacklisted',
    what: 'a message to a person in the blacklist',
    code: 900,
    run: (s) => {
      s.community.blacklist.add(s.ann.id)
      return say(s)
    },
  },
  {
    rule: 'peer.access',
    what: 'a message to a chat that the community was thrown out of',
    code: 917,
    run: (s) => {
      const chat = team(s)
      s.ann.kicks(chat, s.community)
      return say(s, { peer_id: chat.peerId })
    },
  },
  {
    rule: 'peer.left',
    what: 'a message to a chat that the community left',
    code: 922,
    run: (s) => {
      const chat = team(s)
      s.vk.leaves(chat)
      return say(s, { peer_id: chat.peerId })
    },
  },
  {
    rule: 'peer.disabled',
    what: 'a message to a disabled chat',
    code: 945,
    run: (s) => {
      const chat = team(s)
      chat.disabled = true
      return say(s, { peer_id: chat.peerId })
    },
  },
  {
    rule: 'peer.writing',
    what: 'a message to a chat where only administrators write',
    code: 1012,
    run: (s) => {
      const chat = team(s)
      s.ann.silences(chat)
      return say(s, { peer_id: chat.peerId })
    },
  },
  {
    rule: 'peer.admin',
    what: 'the members of a chat for a community that does not administer it',
    code: 917,
    run: (s) => s.api.messages.getConversationMembers({ peer_id: team(s).peerId }),
  },
]
