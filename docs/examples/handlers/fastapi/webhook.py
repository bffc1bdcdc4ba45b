# Stream's webhooks on FastAPI: pip install fastapi uvicorn, then uvicorn --port 3000 webhook:app
import hashlib
import hmac
import json
import os
import zlib

from fastapi import BackgroundTasks, FastAPI, HTTPException, Request

SECRET = os.environ["STREAM_API_SECRET"].encode()
LIMIT = 5 << 20
app = FastAPI()
seen = set()  # In production a unique column of your database, which several processes share.


def handle(event):
    print(event["type"], event.get("call_cid", ""), flush=True)  # Your work goes here.


@app.post("/webhooks/stream")  # FastAPI answers 405 to the other methods.
async def webhook(request: Request, background: BackgroundTasks):
    body = await request.body()  # Bytes: JSON that was parsed and written again is not what Stream signed.
    try:
        if body[:2] == b"\x1f\x8b":  # A body is signed before it is compressed.
            body = zlib.decompressobj(31).decompress(body, LIMIT)
        right = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(request.headers.get("X-Signature", "").encode(), right.encode()):
            raise HTTPException(401)
        event = json.loads(body)
    except (zlib.error, ValueError):
        raise HTTPException(400)
    webhook_id = request.headers.get("X-Webhook-Id")
    if webhook_id not in seen:  # A retry is acknowledged, and not handled again.
        seen.add(webhook_id)
        background.add_task(handle, event)  # After the answer, so that Stream never waits for it.
