/** The DingTalk channel. */
export {}
