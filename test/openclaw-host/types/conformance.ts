import type { OpenClawPluginApi } from 'openclaw/plugin-sdk/core'
import type { HostApi, PluginEntry } from '../../../shared/openclaw/src/index.ts'

/*
 * `shared/openclaw` describes the host by types of its own, so that the workspace needs no `openclaw`. Here they meet the
 * real ones: `npm run check:openclaw` fails when the host gives or takes something else.
 */

/** What the real host takes as a channel. */
type RealChannel = Parameters<OpenClawPluginApi['registerChannel']>[0]

/** What the host gives is what we say it gives. */
export const gives = (api: OpenClawPluginApi): HostApi => api

/** What we register is what the host takes. */
export const takes = (entry: PluginEntry, api: OpenClawPluginApi): void => api.registerChannel(entry.channelPlugin)

/** What the commands of the host load is a channel as well, without what runs. */
export const looks = (entry: PluginEntry): RealChannel => entry.setupPlugin
