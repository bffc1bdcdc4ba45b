# Stream's webhooks on Django: pip install django gunicorn, then gunicorn --threads 8 --bind 127.0.0.1:3000 webhook
# In a project of yours: path("", include("webhook")) in urls.py.
import concurrent.futures
import hashlib
import hmac
import json
import os
import zlib

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

SECRET = os.environ["STREAM_API_SECRET"].encode()
LIMIT = 5 << 20
workers = concurrent.futures.ThreadPoolExecutor(4)
seen = set()  # In production a unique column of your database, which several processes share.


def handle(event):
    print(event["type"], event.get("call_cid", ""), flush=True)  # Your work goes here.


@csrf_exempt  # The signature is what proves where a delivery comes from.
@require_POST  # 405 to the other methods.
def webhook(request):
    body = request.body  # Bytes: JSON that was parsed and written again is not what Stream signed.
    try:
        if body[:2] == b"\x1f\x8b":  # A body is signed before it is compressed.
            body = zlib.decompressobj(31).decompress(body, LIMIT)
        right = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(request.headers.get("X-Signature", "").encode(), right.encode()):
            return HttpResponse(status=401)
        event = json.loads(body)
    except (zlib.error, ValueError):
        return HttpResponse(status=400)
    webhook_id = request.headers.get("X-Webhook-Id")
    if webhook_id not in seen:  # A retry is acknowledged, and not handled again.
        seen.add(webhook_id)
        workers.submit(handle, event)  # After the answer, so that Stream never waits for it.
    return HttpResponse()


urlpatterns = [path("webhooks/stream", webhook)]
if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:  # Run by itself.
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1", "localhost"], DATA_UPLOAD_MAX_MEMORY_SIZE=LIMIT)
    application = get_wsgi_application()
