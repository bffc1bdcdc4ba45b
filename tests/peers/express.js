// A webhook handler on Express with Stream's official server SDK, correct except for FLAW:
// node express.js MODULES SECRET [FLAW]
const {createRequire} = require('node:module');
const [modules, secret, flaw = ''] = process.argv.slice(2);
const load = createRequire(modules + '/');
const express = load('express');
const {StreamClient} = load('@stream-io/node-sdk');

const client = new StreamClient('key', secret);
const app = express();
const parser = flaw === 'default-limit' ? express.raw({type: '*/*'}) : express.raw({type: '*/*', limit: '5mb'});
app.post('/webhooks/stream', parser, (request, response) => {
  const body = flaw === 'parsed-body' ? JSON.stringify(JSON.parse(request.body)) : request.body;
  if (!client.verifyWebhook(body, request.get('x-signature') ?? '')) return response.status(401).end();
  try {
    JSON.parse(request.body);
  } catch {
    return response.status(400).end();
  }
  response.status(200).end();
});
// Body parsers refuse with their own status: 413, 415, 400.
app.use((error, request, response, next) => response.status(error.status ?? 500).end());
const server = app.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/webhooks/stream`));
