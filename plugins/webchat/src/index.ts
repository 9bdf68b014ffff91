/** The Webchat channel: a web page and a WebSocket protocol. */
export {}
