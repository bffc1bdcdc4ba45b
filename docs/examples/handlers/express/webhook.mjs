// Stream's webhooks on Express: npm install express, then node webhook.mjs
import {createHmac, timingSafeEqual} from 'node:crypto';
import {gunzipSync} from 'node:zlib';
import express from 'express';

const secret = process.env.STREAM_API_SECRET;
if (!secret) throw new Error('set STREAM_API_SECRET to the secret of your app');
const limit = 5 << 20;
const seen = new Set(); // In production a unique column of your database, which outlives a restart.
const handle = (event) => console.log(event.type, event.call_cid ?? ''); // Your work goes here.

const app = express();
// The body as bytes: one that was parsed and written again is not what Stream signed.
app.post('/webhooks/stream', express.raw({type: () => true, limit}), (request, response) => {
  let event, body = request.body ?? Buffer.alloc(0);
  try { // A compressed body begins with 1f 8b; it was signed before it was compressed.
    if (body[0] === 0x1f && body[1] === 0x8b) body = gunzipSync(body, {maxOutputLength: limit});
  } catch { return response.sendStatus(400); }
  const right = Buffer.from(createHmac('sha256', secret).update(body).digest('hex'));
  const given = Buffer.from(request.get('X-Signature') ?? '');
  if (given.length !== right.length || !timingSafeEqual(given, right)) return response.sendStatus(401);
  try { event = JSON.parse(body); } catch {}
  if (!event?.type) return response.sendStatus(400);
  const id = request.get('X-Webhook-Id') ?? '';
  if (!seen.has(id)) setImmediate(handle, event); // A retry is acknowledged, and not handled again.
  seen.add(id);
  response.sendStatus(200); // Before the work, so that Stream never waits for it.
});
app.all('/webhooks/stream', (request, response) => response.set('Allow', 'POST').sendStatus(405));
app.listen(process.env.PORT ?? 3000);
