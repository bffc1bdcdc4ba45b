"""listen --forward-to: the target's answer becomes ours."""
import gzip
import json

from conftest import event, post, sign


def test_exact_bytes_and_headers_are_passed_on(streamctl, peer):
    target = peer()
    listen = streamctl.listen("--forward-to", target.url, "-H", "X-Team: blue")
    packed = gzip.compress(event(pad="x" * 400))
    assert post(listen.url, packed, headers={"Content-Encoding": "gzip", "Cookie": "no"}, webhook_id="w", attempt=2)[0] == 200
    headers, body = target.requests[0]
    headers = {name.lower(): value for name, value in headers.items()}
    assert body == packed and headers["content-encoding"] == "gzip" and headers["x-signature"] == sign(gzip.decompress(packed))
    assert headers["x-webhook-id"] == "w" and headers["x-webhook-attempt"] == "2" and headers["x-team"] == "blue" and "cookie" not in headers


def test_status_becomes_the_answer(streamctl, peer):
    for status in (200, 204, 404, 503):
        target = peer(status)
        assert post(streamctl.listen("--forward-to", target.url).url, event())[0] == status


def test_unreachable_is_502_and_slow_is_504(streamctl, peer):
    assert post(streamctl.listen("--forward-to", "http://127.0.0.1:1/").url, event())[0] == 502
    target = peer("hang")
    assert post(streamctl.listen("--forward-to", target.url, "--attempt-timeout", "300ms").url, event())[0] == 504


def test_what_is_refused_or_filtered_is_not_passed_on(streamctl, peer):
    target = peer()
    listen = streamctl.listen("--forward-to", target.url, "--type", "custom")
    assert post(listen.url, event("custom"), secret="x")[0] == 401
    assert post(listen.url, event("call.created"))[0] == 200
    assert post(listen.url, event("custom"))[0] == 200
    assert [json.loads(body)["type"] for _, body in target.requests] == ["custom"]


def test_the_answer_is_shown(streamctl, peer):
    target = peer(503)
    listen = streamctl.start("listen", "--port", "0", "--forward-to", target.url, "--show-response")
    url = "http://127.0.0.1:" + listen.err.until(lambda line: "http://127.0.0.1:" in line).split("127.0.0.1:")[1].split("/")[0] + "/"
    assert post(url, event())[0] == 503
    listen.stop()
    shown = "".join(listen.out.rest())
    assert "503 Service Unavailable" in shown and "it was 503" in shown


def test_recorded_before_forwarded(streamctl, peer, tmp_path):
    target = peer("hang")
    listen = streamctl.listen("--forward-to", target.url, "--record", "c.jsonl", "--attempt-timeout", "300ms")
    assert post(listen.url, event())[0] == 504
    assert len((tmp_path / "c.jsonl").read_text().splitlines()) == 1
