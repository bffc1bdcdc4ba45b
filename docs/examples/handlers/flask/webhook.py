# Stream's webhooks on Flask: pip install flask gunicorn, then gunicorn --threads 8 --bind 127.0.0.1:3000 webhook:app
import concurrent.futures
import hashlib
import hmac
import json
import os
import zlib

from flask import Flask, abort, request

SECRET = os.environ["STREAM_API_SECRET"].encode()
LIMIT = 5 << 20
app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = LIMIT
workers = concurrent.futures.ThreadPoolExecutor(4)
seen = set()  # In production a unique column of your database, which several processes share.


def handle(event):
    print(event["type"], event.get("call_cid", ""), flush=True)  # Your work goes here.


@app.post("/webhooks/stream")  # Flask answers 405 to the other methods.
def webhook():
    body = request.get_data()  # Bytes: JSON that was parsed and written again is not what Stream signed.
    try:
        if body[:2] == b"\x1f\x8b":  # A body is signed before it is compressed.
            body = zlib.decompressobj(31).decompress(body, LIMIT)
        right = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(request.headers.get("X-Signature", "").encode(), right.encode()):
            abort(401)
        event = json.loads(body)
    except (zlib.error, ValueError):
        abort(400)
    webhook_id = request.headers.get("X-Webhook-Id")
    if webhook_id not in seen:  # A retry is acknowledged, and not handled again.
        seen.add(webhook_id)
        workers.submit(handle, event)  # After the answer, so that Stream never waits for it.
    return ""
