/** Who could have known better: the bot that called, or nobody, because somebody else changed things meanwhile. */
export type Blame = 'bot' | 'nobody'
