// Stream's webhooks on Fastify: npm install fastify, then node webhook.mjs
import {createHmac, timingSafeEqual} from 'node:crypto';
import {gunzipSync} from 'node:zlib';
import fastify from 'fastify';

const secret = process.env.STREAM_API_SECRET;
if (!secret) throw new Error('set STREAM_API_SECRET to the secret of your app');
const url = '/webhooks/stream', bodyLimit = 5 << 20;
const seen = new Set(); // In production a unique column of your database, which outlives a restart.
const handle = (event) => console.log(event.type, event.call_cid ?? ''); // Your work goes here.

const app = fastify({bodyLimit});
// The body as bytes: one that was parsed and written again is not what Stream signed.
app.removeAllContentTypeParsers();
app.addContentTypeParser('*', {parseAs: 'buffer'}, (request, body, done) => done(null, body));
app.post(url, async (request, reply) => {
  let event, body = request.body ?? Buffer.alloc(0);
  try { // A compressed body begins with 1f 8b; it was signed before it was compressed.
    if (body[0] === 0x1f && body[1] === 0x8b) body = gunzipSync(body, {maxOutputLength: bodyLimit});
  } catch { return reply.code(400).send(); }
  const right = Buffer.from(createHmac('sha256', secret).update(body).digest('hex'));
  const given = Buffer.from(request.headers['x-signature'] ?? '');
  if (given.length !== right.length || !timingSafeEqual(given, right)) return reply.code(401).send();
  try { event = JSON.parse(body); } catch {}
  if (!event?.type) return reply.code(400).send();
  const id = request.headers['x-webhook-id'] ?? '';
  if (!seen.has(id)) setImmediate(handle, event); // A retry is acknowledged, and not handled again.
  seen.add(id);
  return reply.code(200).send(); // Before the work, so that Stream never waits for it.
});
app.route({method: ['GET', 'PUT', 'PATCH', 'DELETE'], url, handler: (request, reply) => reply.code(405).header('Allow', 'POST').send()});
await app.listen({port: Number(process.env.PORT ?? 3000)});
