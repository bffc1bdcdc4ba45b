// Broadcasts every POST to every socket with npm's `ws`. Prints its port. node broadcast.js MODULES
const http = require('node:http');
const {createRequire} = require('node:module');
const WebSocket = createRequire(process.argv[2] + '/')('ws');

const server = http.createServer((request, response) => {
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () => {
    const text = JSON.stringify({...JSON.parse(Buffer.concat(pieces)), created_at: new Date().toISOString()});
    for (const socket of sockets.clients) socket.send(text);
    response.writeHead(201, {'content-type': 'application/json'}).end('{"duration":"0ms"}');
  });
});
const sockets = new WebSocket.Server({server, perMessageDeflate: false});
server.listen(0, '127.0.0.1', 4096, () => console.log(server.address().port));
