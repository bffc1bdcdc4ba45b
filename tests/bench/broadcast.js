// Broadcasts every POST to every socket with npm's `ws`, as an event with the fields that Stream and the emulator send.
// Prints its port. node broadcast.js MODULES
const http = require('node:http');
const {createRequire} = require('node:module');
const WebSocket = createRequire(process.argv[2] + '/')('ws');

const then = new Date().toISOString();
const user = {id: 'sender', role: 'user', custom: {}, language: '', teams: [], created_at: then, updated_at: then, last_active: then,
  banned: false, online: false, blocked_user_ids: [], invisible: false, shadow_banned: false};
const server = http.createServer((request, response) => {
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () => {
    const text = JSON.stringify({...JSON.parse(Buffer.concat(pieces)), created_at: new Date().toISOString(), user});
    for (const socket of sockets.clients) socket.send(text);
    response.writeHead(201, {'content-type': 'application/json'}).end('{"duration":"0ms"}');
  });
});
const sockets = new WebSocket.Server({server, perMessageDeflate: false});
server.listen(0, '127.0.0.1', 4096, () => console.log(server.address().port));
