// Stream's webhooks on Next.js (15 or newer, app router). Next answers 405 to every method but POST.
import {createHmac, timingSafeEqual} from 'node:crypto';
import {gunzipSync} from 'node:zlib';
import {after} from 'next/server';

const seen = new Set(); // In production a unique column of your database, which outlives a restart.
const handle = (event) => console.log(event.type, event.call_cid ?? ''); // Your work goes here.
const answer = (status) => new Response(null, {status});

export async function POST(request) {
  const secret = process.env.STREAM_API_SECRET;
  if (!secret) throw new Error('set STREAM_API_SECRET to the secret of your app');
  // The body as bytes: request.json() and JSON.stringify do not give what Stream signed.
  let event, body = Buffer.from(await request.arrayBuffer());
  try { // A compressed body begins with 1f 8b; it was signed before it was compressed.
    if (body[0] === 0x1f && body[1] === 0x8b) body = gunzipSync(body, {maxOutputLength: 5 << 20});
  } catch { return answer(400); }
  const right = Buffer.from(createHmac('sha256', secret).update(body).digest('hex'));
  const given = Buffer.from(request.headers.get('X-Signature') ?? '');
  if (given.length !== right.length || !timingSafeEqual(given, right)) return answer(401);
  try { event = JSON.parse(body); } catch {}
  if (!event?.type) return answer(400);
  const id = request.headers.get('X-Webhook-Id') ?? '';
  if (!seen.has(id)) after(() => handle(event)); // A retry is acknowledged, and not handled again.
  seen.add(id);
  return answer(200); // Before the work, so that Stream never waits for it.
}
