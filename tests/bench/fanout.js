// Measures what the watchers of one call receive: node fanout.js MODULES URL KIND KEY SECRET WATCHERS RATE SECONDS
// KIND emulator: sockets that watch default:standup, custom events sent by REST. KIND ws: sockets of broadcast.js.
// RATE: events a second. A latency counts from when the event was due: one sent late because the last one was answered late has
// waited too. RATE 0: each event is sent once every watcher has the last one.
// Prints {"expected", "delivered", "ordered", "rate", "p50_ms", "p99_ms", "max_ms"}.
const crypto = require('node:crypto');
const http = require('node:http');
const {createRequire} = require('node:module');
const [modules, base, kind, key, secret, ...numbers] = process.argv.slice(2);
const [watchers, rate, seconds] = numbers.map(Number);
const WebSocket = createRequire(modules + '/')('ws');

const agent = new http.Agent({keepAlive: true, maxSockets: 16});
const encoded = (object) => Buffer.from(JSON.stringify(object)).toString('base64url');
function token(claims) {
  const signed = encoded({alg: 'HS256', typ: 'JWT'}) + '.' + encoded(claims);
  return signed + '.' + crypto.createHmac('sha256', secret).update(signed).digest('base64url');
}
function ask(method, path, auth, body) {
  return new Promise((done, failed) => {
    const request = http.request(base + path, {method, agent, headers: {authorization: auth, 'stream-auth-type': 'jwt', 'content-type': 'application/json'}},
      (answer) => {
        let text = '';
        answer.on('data', (piece) => text += piece);
        answer.on('end', () => answer.statusCode < 300 ? done(text) : failed(new Error(`${method} ${path}: ${answer.statusCode} ${text}`)));
      });
    request.on('error', failed);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const latencies = [];
const sockets = [];
let ordered = true;
function count(state, custom) {
  ordered &&= custom.n === state.next++;
  latencies.push(performance.now() - custom.at);
}

function dial(path, state, opened) {
  return new Promise((done, failed) => {
    const socket = new WebSocket(base.replace('http', 'ws') + path, {perMessageDeflate: false});
    sockets.push(socket);
    socket.on('error', failed);
    opened(socket, done, failed);
    socket.on('message', (data) => {
      if (!data.includes('"type":"custom"')) return;
      const begin = data.indexOf('"custom":{') + '"custom":'.length;  // Parsing all of it would measure JSON.parse.
      count(state, JSON.parse(data.subarray(begin, data.indexOf('}', begin) + 1)));
    });
  });
}
const server = kind === 'emulator' ? token({server: true}) : '';
async function watch(number) {
  const state = {next: 0};
  if (kind === 'ws') return dial('/', state, (socket, done) => socket.on('open', done));
  const id = 'watcher-' + number;
  const auth = token({user_id: id});
  const connection = await dial(`/video/connect?api_key=${key}&stream-auth-type=jwt`, state, (socket, done, failed) => {
    socket.on('open', () => socket.send(JSON.stringify({token: auth, products: ['video'], user_details: {id}})));
    socket.once('message', (data) => {
      const event = JSON.parse(data);
      return event.type === 'connection.ok' ? done(event.connection_id) : failed(new Error(String(data)));
    });
  });
  await ask('GET', `/video/call/default/standup?api_key=${key}&connection_id=${connection}`, auth);
}
const send = (custom) => kind === 'ws' ? ask('POST', '/', '', {type: 'custom', call_cid: 'default:standup', custom})
  : ask('POST', `/api/v2/video/call/default/standup/event?api_key=${key}`, server, {user_id: 'sender', custom});

async function main() {
  if (kind === 'emulator') {
    await ask('POST', `/api/v2/users?api_key=${key}`, server, {users: {sender: {id: 'sender'}}});
    await ask('POST', `/api/v2/video/call/default/standup?api_key=${key}`, server, {data: {created_by_id: 'sender'}});
  }
  for (let number = 0; number < watchers; number += 50)
    await Promise.all(Array.from({length: Math.min(50, watchers - number)}, (_, more) => watch(number + more)));
  const received = async (wanted, patience) => {
    for (const end = performance.now() + patience; latencies.length < wanted && performance.now() < end;)
      await new Promise((done) => rate ? setTimeout(done, 20) : setImmediate(done));
  };
  const begin = performance.now();
  let sent = 0;
  while (rate ? sent < rate * seconds : performance.now() - begin < seconds * 1000) {
    const due = rate ? begin + sent * 1000 / rate : performance.now();
    const wait = due - performance.now();
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
    await send({n: sent++, at: due});  // One after the other, so that events must arrive in the order sent.
    if (!rate) await received(sent * watchers, 10_000);
  }
  const expected = sent * watchers;
  await received(expected, 10_000);
  const took = (performance.now() - begin) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(share * latencies.length))] ?? 0;
  console.log(JSON.stringify({expected, delivered: latencies.length, ordered, rate: sent / took, p50_ms: at(0.5), p99_ms: at(0.99), max_ms: at(1)}));
  process.exit(0);
}
main().catch((error) => { console.error(error); process.exit(1); });
