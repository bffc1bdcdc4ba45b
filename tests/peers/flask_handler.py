"""A webhook handler on Flask, correct except for FLAW: flask_handler.py SECRET [FLAW]"""
import gzip
import hashlib
import hmac
import json
import sys

import flask
import werkzeug.serving

SECRET, FLAW = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
app = flask.Flask(__name__)


@app.post("/webhooks/stream")
def webhook():
    wire = flask.request.get_data()
    body = gzip.decompress(wire) if wire[:2] == b"\x1f\x8b" else wire
    given = flask.request.headers.get("X-Signature", "")
    if FLAW == "json-again":  # get_json() and jsonify() change the signed bytes.
        body = json.dumps(flask.request.get_json(silent=True)).encode()
    if not hmac.compare_digest(given, hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()):
        flask.abort(401)
    try:
        event = json.loads(body)
    except ValueError:
        if FLAW == "raises":
            raise
        flask.abort(400)
    return {"type": event["type"]}


werkzeug.serving.WSGIRequestHandler.protocol_version = "HTTP/1.1"
werkzeug.serving.WSGIRequestHandler.log = lambda *_: None
server = werkzeug.serving.make_server("127.0.0.1", 0, app, threaded=True)
print(f"http://127.0.0.1:{server.server_port}/webhooks/stream", flush=True)
server.serve_forever()
