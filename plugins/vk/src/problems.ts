import type { Problem } from '@holdline/bridge'
import { VkFailure } from './errors.ts'

/** The token is one of another community than the configured one. Nothing can be received as configured. */
export class WrongCommunityError extends Error {
  override readonly name = 'WrongCommunityError'

  constructor(ours: number, configured: number) {
    super(
      `the token is of community ${ours}, but VK_GROUP_ID (vk.groupId) says ${configured}; correct one of the two, or unset VK_GROUP_ID`,
    )
  }
}

/** What an operator has to know of a connection that does not work. */
export function explain(error: unknown): Problem {
  if (error instanceof WrongCommunityError) return { state: 'failed', text: error.message, grave: true }
  if (!(error instanceof VkFailure))
    return { state: 'degraded', text: 'receiving failed for a reason of our own; see the log', grave: true }
  switch (error.kind) {
    case 'unauthorized':
      return {
        state: 'failed',
        text: 'VK does not know this community token; make a new one (Manage → API usage → Access tokens), it may have been revoked',
        grave: true,
      }
    case 'no_rights':
      return {
        state: 'failed',
        text: `the community token lacks a right (${error.message}); make one with the rights to messages and community management`,
        grave: true,
      }
    case 'bad_parameter':
      return {
        state: 'degraded',
        text: `VK does not open the long poll (${error.message}); switch it on in Manage → API usage → Long Poll API, version 5.199`,
        grave: true,
      }
    case 'flood':
    case 'captcha':
    case 'rate_limited':
      return { state: 'degraded', text: `VK asked for a pause (${error.message})`, grave: false }
    default:
      return { state: 'degraded', text: `VK cannot be reached (${error.message}); it is tried again`, grave: false }
  }
}
