// What users run today: Express with Stream's official server SDK, and the event appended to a file.
const fs = require('node:fs');
const express = require('express');
const {StreamClient} = require('@stream-io/node-sdk');

const client = new StreamClient('key', process.env.STREAM_API_SECRET);
const capture = fs.openSync(process.argv[2], 'a');
const app = express();
app.post('/', express.raw({type: '*/*', limit: '5mb'}), (request, response) => {
  if (!client.verifyWebhook(request.body, request.get('x-signature'))) return response.status(401).end();
  fs.writeSync(capture, JSON.stringify({type: JSON.parse(request.body).type, body: request.body.toString()}) + '\n');
  response.status(200).end();
});
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
