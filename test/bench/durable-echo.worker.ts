/* The peer of `latency.bench.ts`: writes each message to SQLite, durably, and sends it back. Nothing else. */
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { WebSocketServer } from 'ws'

const db = new DatabaseSync(workerData.path)
db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE message (row TEXT NOT NULL)')
const insert = db.prepare('INSERT INTO message VALUES (?)')

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
server.on('connection', (socket) => {
  socket.on('message', (data) => {
    const text = String(data)
    insert.run(text)
    socket.send(text)
  })
})
server.on('listening', () => {
  const address = server.address()
  parentPort?.postMessage(typeof address === 'object' ? address?.port : undefined)
})
