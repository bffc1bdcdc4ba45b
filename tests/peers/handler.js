// A webhook handler on plain node:http, correct except for FLAW: node handler.js SECRET [FLAW]
const crypto = require('node:crypto');
const http = require('node:http');
const zlib = require('node:zlib');

const [secret, flaw = ''] = process.argv.slice(2);
const sign = (body) => crypto.createHmac('sha256', secret).update(body).digest('hex');
const equal = (a, b) => a.length === b.length && crypto.timingSafeEqual(Buffer.from(a), Buffer.from(b));

function statusOf(request, wire) {
  if (request.method !== 'POST') return 405;
  if (flaw === 'small-bodies' && wire.length > 100 * 1024) return 413;
  const body = wire[0] === 0x1f && wire[1] === 0x8b ? zlib.gunzipSync(wire, {maxOutputLength: 5 << 20}) : wire;
  const given = request.headers['x-signature'] ?? '';
  // Parsing and serialising again changes the numbers and escapes that were signed.
  const signed = flaw === 're-serialises' ? JSON.stringify(JSON.parse(body)) : body;
  if (!equal(given, sign(signed))) return 401;
  let event;
  try {
    event = JSON.parse(body);
  } catch {
    return 400;
  }
  if (flaw === 'throws-on-users' && event.type.startsWith('user.')) throw new Error('no such case');
  return 200;
}

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    try {
      response.statusCode = statusOf(request, Buffer.concat(chunks));
    } catch {
      response.statusCode = 500;
    }
    response.end();
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/webhooks/stream`));
