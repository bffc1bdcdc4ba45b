// A coordinator that misbehaves, on npm's `ws`: node coordinator.js MODULES STEP...
// Each socket takes the next step; the last step repeats. The coordinator sends a correct hello unless the step differs. Once a
// socket watches the call, the coordinator sends it a custom event {n: 1} and then performs the step:
//   ok             nothing more
//   slow:MS        answers the handshake late
//   mute           never sends a hello
//   silent         answers neither health checks nor anything else
//   close:CODE     closes with the code (1006: drops the connection)
//   refuse:CODE    sends connection.error with the code instead of a hello, and closes with 1000
//   fragments      sends a second event in fragments with pings between them
//   bad-utf8       sends a text message that is not UTF-8
//   large:BYTES    sends a second event that contains so many bytes
// Uses TLS if TLS_CERT and TLS_KEY name PEM files.
// Prints {"url"}, then {"hello": token}, {"watch": path}, {"pong"} and {"closed": code} as they happen. Exits once standard input
// ends and all sockets are closed.
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const {createRequire} = require('node:module');
const [modules, ...steps] = process.argv.slice(2);
const WebSocket = createRequire(modules + '/')('ws');

const tell = (line) => console.log(JSON.stringify(line));
const sockets = new Map();
let connections = 0;
let open = 0;
let over = false;
const endIfOver = () => { if (over && open === 0) process.exit(0); };
process.stdin.resume().on('end', () => { over = true; endIfOver(); });

const {TLS_CERT, TLS_KEY} = process.env;
const makeServer = (answer) => TLS_CERT === undefined ? http.createServer(answer)
  : https.createServer({cert: fs.readFileSync(TLS_CERT), key: fs.readFileSync(TLS_KEY)}, answer);
const server = makeServer((request, response) => {
  request.resume().on('end', () => {
    const url = new URL(request.url, 'http://x');
    const connection = url.searchParams.get('connection_id');
    const [type, id] = url.pathname.split('/').slice(-2);
    tell({watch: url.pathname, connection, authorization: request.headers.authorization});
    const known = sockets.get(connection);
    response.writeHead(known ? 200 : 400, {'content-type': 'application/json'});
    const call = {type, id, cid: `${type}:${id}`};
    response.end(JSON.stringify(known ? {call, members: [], own_capabilities: [], duration: '1ms'}
      : {code: 46, message: 'GetCall failed with error: "connection id not found"', StatusCode: 400, duration: '1ms', more_info: ''}), () => known?.watched(call.cid));
  });
});
const upgrades = new WebSocket.Server({noServer: true, perMessageDeflate: false});
server.on('upgrade', (request, socket, head) => {
  const [step, value] = (steps.length > 1 ? steps.shift() : steps[0]).split(':');
  const go = () => upgrades.handleUpgrade(request, socket, head, (opened) => serve(opened, step, Number(value)));
  if (step === 'slow') setTimeout(go, Number(value));
  else go();
});

function serve(socket, step, value) {
  const connection = `connection-${++connections}`;
  ++open;
  const now = () => new Date().toISOString();
  const custom = (cid, extra) => JSON.stringify({type: 'custom', created_at: now(), call_cid: cid, custom: extra, user: {id: 'john'}});
  const acts = {
    silent: () => socket.removeAllListeners('message'),
    close: () => value === 1006 ? socket.terminate() : socket.close(value, 'as told'),
    fragments: (cid) => {
      const text = Buffer.from(custom(cid, {n: 2, word: 'grüße'}));
      for (let at = 0; at < text.length; ++at) {
        socket.send(text.subarray(at, at + 1), {binary: false, fin: at + 1 === text.length});
        if (at % 16 === 0) socket.ping(`p${at}`);
      }
    },
    'bad-utf8': () => socket.send(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), {binary: false}),
    large: (cid) => socket.send(custom(cid, {n: 2, pad: 'x'.repeat(value)})),
  };
  socket.on('pong', () => tell({pong: connection}));
  socket.on('error', () => {});
  socket.on('close', (code) => { sockets.delete(connection); tell({closed: code, connection}); --open; endIfOver(); });
  socket.on('message', (data) => {
    let message = JSON.parse(data);
    if (Array.isArray(message)) message = message[0];
    if (message.token === undefined) return socket.send(JSON.stringify({type: 'health.check', connection_id: connection, created_at: now(), custom: {}}));
    tell({hello: message.token, connection});
    if (step === 'mute') return;
    if (step === 'refuse') {
      const error = {code: value, message: 'token is expired', StatusCode: value === 9 ? 429 : 401, duration: '0.1ms', more_info: '', details: []};
      socket.send(JSON.stringify({type: 'connection.error', created_at: now(), connection_id: '', error}));
      return socket.close(1000);
    }
    sockets.set(connection, {watched: (cid) => { socket.send(custom(cid, {n: 1})); acts[step]?.(cid); }});
    socket.send(JSON.stringify({type: 'connection.ok', created_at: now(), connection_id: connection, me: {id: message.user_details.id}}));
  });
}
server.listen(0, '127.0.0.1', () => tell({url: `${TLS_CERT === undefined ? 'http' : 'https'}://127.0.0.1:${server.address().port}`}));
