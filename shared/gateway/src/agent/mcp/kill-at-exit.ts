const kills = new Set<() => void>()

function killAll(): void {
  for (const kill of kills) kill()
}

/**
 * Calls `kill` when this process exits without having closed its children, such as at a second SIGTERM. Returns how to
 * take that back. One listener serves all children: Node warns of more than ten.
 */
export function killAtExit(kill: () => void): () => void {
  if (kills.size === 0) process.once('exit', killAll)
  kills.add(kill)
  return () => {
    kills.delete(kill)
    if (kills.size === 0) process.off('exit', killAll)
  }
}
