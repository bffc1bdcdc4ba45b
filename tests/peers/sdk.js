// Stream's official SDKs, driven line by line: node sdk.js MODULES BASE KEY SECRET
// Each line of standard input is {"id", "code"}: the body of an async function that sees `server` (the server SDK),
// `connect(name, user, options)` (a client SDK's client, whose events are printed as they arrive), `clients` and `calls`.
// Answers are {"id", "value"} or {"id", "error"}; events {"to", "event"}.
const {createRequire} = require('node:module');
const readline = require('node:readline');
const [modules, base, key, secret] = process.argv.slice(2);
const load = createRequire(modules + '/');
const {StreamClient} = load('@stream-io/node-sdk');
const {StreamVideoClient} = load('@stream-io/video-client');
const WebSocketImpl = load('ws');

const tell = (line) => process.stdout.write(JSON.stringify(line) + '\n');
const server = new StreamClient(key, secret, {basePath: base});
const clients = {};
const calls = {};

async function connect(name, user, {tokenProvider, token} = {}) {
  const client = new StreamVideoClient({
    apiKey: key,
    options: {baseURL: base + '/video', WebSocketImpl, allowServerSideConnect: true, browser: false,
      locationHintUrl: base + '/hint', logLevel: 'error'}});
  client.on('all', (event) => tell({to: name, event}));
  await client.connectUser(user, tokenProvider ?? token ?? server.generateUserToken({user_id: user.id}));
  return (clients[name] = client);
}

const scope = {server, clients, calls, connect, tell, StreamVideoClient, StreamClient, WebSocketImpl, base, key};
const AsyncFunction = (async () => {}).constructor;
readline.createInterface({input: process.stdin}).on('line', async (line) => {
  const {id, code} = JSON.parse(line);
  try {
    const value = await new AsyncFunction(...Object.keys(scope), code)(...Object.values(scope));
    tell({id, value: value ?? null});
  } catch (error) {
    tell({id, error: {message: String(error.message), code: error.code ?? null, status: error.status ?? null}});
  }
}).on('close', () => process.exit(0));
// The client SDK leaves one of its promises unhandled when a connection is refused.
process.on('unhandledRejection', () => {});
process.on('uncaughtException', (error) => tell({uncaught: String(error.stack)}));
tell({ready: true});
