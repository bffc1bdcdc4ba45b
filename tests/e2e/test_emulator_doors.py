"""Access to the emulator: web pages, backends, hooks, and the developer's AWS keys. See docs/security.md."""
import contextlib
import json

import browser
import pytest
from conftest import raw
from sqs_peer import KEYS
from test_emulator import KEY, Emulator, emulator, hook_events, jwt

SERVER = jwt({"server": True})
APP = f"/api/v2/app?api_key={KEY}"
EVIL = "https://evil.example"
OWN = {"STREAM_API_KEY": "", "STREAM_API_SECRET": "a-secret-of-ones-own"}


def request(stream, method, path, token, *fields, body=b"", host=None):
    """The status, and the answer's JSON, of a request written byte for byte."""
    place = stream.url.split("//")[1].rstrip("/")
    lines = [f"{method} {path} HTTP/1.1", f"Host: {place if host is None else host}", f"Authorization: {token}", "Connection: close",
             *fields, *([f"Content-Length: {len(body)}", "Content-Type: application/json"] if body else [])]
    answer = raw(stream.url, "\r\n".join(lines).encode() + b"\r\n\r\n" + body)
    return int(answer.split()[1]), json.loads(answer.split(b"\r\n\r\n", 1)[1] or b"null")


@pytest.mark.parametrize("fields, host", [
    ([f"Origin: {EVIL}"], None),
    (["Origin: null"], None),
    (["Origin: http://localhost:3000"], None),
    (["Origin: http://127.0.0.1:1"], None),
    (["Sec-Fetch-Site: cross-site"], None),
    (["Sec-Fetch-Site: same-site"], None),
    (["sec-fetch-site: CROSS-SITE"], None),
    ([f"Origin: {EVIL}", "Sec-Fetch-Site: none"], None),
    ([], "evil.example"),
    ([], "evil.example:8800"),
    ([], "localhost.evil.example"),
    ([], "127.0.0.1.evil.example:8800"),
    (["Origin: http://evil.example:8800", "Sec-Fetch-Site: same-origin"], "evil.example:8800"),
    (["Origin: http://emulator:8800"], "emulator:8800"),
])
def test_no_page_acts_as_a_server(emulator, fields, host):
    stream = emulator()
    hook = json.dumps({"event_hooks": [{"hook_type": "webhook", "webhook_url": "http://127.0.0.1:9/"}]}).encode()
    status, error = request(stream, "PATCH", APP, SERVER, *fields, body=hook, host=host)
    assert status == 403 and error["code"] == 17 and "STREAM_API_SECRET" in error["message"], error
    line = stream.line("request")
    assert line["status"] == 403 and line["operation"] == "UpdateApp" and "refused here" in line["error"]
    for token in (SERVER, jwt({})):
        for method, path in (("GET", APP), ("GET", f"/video/call/default/a?api_key={KEY}"), ("POST", f"/video/guest?api_key={KEY}")):
            assert request(stream, method, path, token, *fields, host=host)[0] == 403, (method, path)
    status, error = request(stream, "POST", "/_emulator/reset", "", *fields, host=host)
    assert status == 403 and "web pages may not drive the emulator" in error["error"]["message"]
    refused = json.loads(stream.running.out.until(lambda line: "/_emulator/reset" in line))
    assert refused["status"] == 403 and "web pages may not drive" in refused["error"]
    # It may still act as a user.
    assert request(stream, "POST", f"/video/call/default/b?api_key={KEY}", jwt({"user_id": "jane"}), *fields, host=host,
                   body=b'{"data":{"created_by":{"id":"jane"}}}')[0] != 403
    assert stream.ask("GET", "/api/v2/app", status=200)["app"]["event_hooks"] == []


@pytest.mark.parametrize("fields, host", [
    ([], None), ([], "localhost"), ([], "LOCALHOST.:8800"), ([], "stream.localhost:8800"), ([], "[::1]:8800"), ([], "127.0.0.2"),
    ([], "192.0.2.7:8800"), ([], "emulator:8800"), ([], "host.docker.internal:8800"), (["Sec-Fetch-Site: none"], None),
    (["Origin: http://localhost:8800", "Sec-Fetch-Site: same-origin"], "localhost:8800")])
def test_backends_act_as_servers(emulator, fields, host):
    assert request(emulator(), "GET", APP, SERVER, *fields, host=host)[0] == 200


def test_a_secret_of_ones_own_is_enough(streamctl):
    stream = Emulator(streamctl.start("emulator", "--port", "0", "-o", "json", env=OWN))
    token = jwt({"server": True}, OWN["STREAM_API_SECRET"])
    assert request(stream, "GET", APP, token, host="emulator.example.com")[0] == 200
    assert request(stream, "GET", APP, SERVER, host="emulator.example.com")[0] == 401
    assert request(stream, "POST", "/_emulator/reset", token, host="emulator.example.com")[0] == 403, "its controls ask for no token"


def test_the_name_that_host_gives_is_ours(emulator):
    assert request(emulator("--host", "localhost"), "GET", APP, SERVER, host="localhost:1")[0] == 200


HOSTILE = """
const part = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/=+$/, '').replace(/\\+/g, '-').replace(/\\//g, '_');
const text = (value) => part(new TextEncoder().encode(JSON.stringify(value)));
async function token(claims) {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode('emulator-secret'), {name: 'HMAC', hash: 'SHA-256'}, false, ['sign']);
  const head = text({alg: 'HS256', typ: 'JWT'}) + '.' + text(claims);
  return head + '.' + part(new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(head))));
}
window.attempt = async (base, method, path, claims, body) => {
  const headers = {...(claims ? {Authorization: await token(claims), 'stream-auth-type': 'jwt'} : {}), ...(body ? {'Content-Type': 'application/json'} : {})};
  try {
    const answer = await fetch(base + path, {method, headers, body: body ? JSON.stringify(body) : undefined});
    return [answer.status, await answer.json()];
  } catch (error) { return [0, String(error)]; }
};
window.socket = async (base, user) => {
  const opened = new WebSocket(base.replace('http', 'ws') + '/video/connect?api_key=emulator&stream-auth-type=jwt');
  const first = new Promise((done) => { opened.onmessage = (event) => done(JSON.parse(event.data)); });
  await new Promise((done) => { opened.onopen = done; });
  opened.send(JSON.stringify({token: await token({user_id: user}), products: ['video'], user_details: {id: user}}));
  return await first;
};
"""


@pytest.mark.skipif(not browser.installed(), reason="Chromium is not there")
def test_a_hostile_page_in_chromium(emulator, peer, sqs, tmp_path):
    victim, queue = peer(), sqs()
    stream = emulator()
    stream.call()
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text(f"<!doctype html><title>evil</title><script>{HOSTILE}</script>")
    hooks = {"event_hooks": [{"hook_type": "webhook", "webhook_url": victim.url}, {"hook_type": "sqs", "sqs_queue_url": queue.url}]}
    base = stream.url.rstrip("/")
    with browser.site(tmp_path / "site") as site, contextlib.closing(browser.Page(tmp_path)) as page:
        page.open(site)

        def attempt(method, path, claims, body=None):
            return page(f"return await attempt({json.dumps(base)}, {json.dumps(method)}, {json.dumps(path)}, {json.dumps(claims)}, {json.dumps(body)})")

        server = {"server": True}
        for method, path, body in (("PATCH", APP, hooks), ("GET", APP, None), ("POST", f"/api/v2/users?api_key={KEY}", {"users": {"x": {"id": "x"}}}),
                                   ("POST", f"/api/v2/video/call/default/evil?api_key={KEY}", {"data": {"created_by_id": "john"}}),
                                   ("POST", f"/api/v2/video/call/default/a/delete?api_key={KEY}", {})):
            status, error = attempt(method, path, server, body)
            assert status == 403 and error["code"] == 17, (method, path, error)
        for method, action, body in (("POST", "reset", None), ("POST", "push", {"type": "call.created"}), ("GET", "state", None), ("GET", "log", None)):
            assert attempt(method, f"/_emulator/{action}", None, body)[0] == 0, action  # The browser shows no answer to it.
        # A form, and what needs no preflight, does not get through either.
        page(f"await fetch('{base}/_emulator/reset', {{method: 'POST', mode: 'no-cors'}}); return 1")
        # It may act as a user: so do the developer's own pages.
        status, made = attempt("POST", f"/video/call/default/page?api_key={KEY}", {"user_id": "jane"}, {"data": {}})
        assert status == 201 and made["call"]["created_by"]["id"] == "jane"
        assert page(f"return (await socket({json.dumps(base)}, 'jane')).type") == "connection.ok"
    state = stream.control("state", method="GET")
    assert state["event_hooks"] == [] and {call["call"]["cid"] for call in state["calls"]} == {"default:a", "default:page"}
    assert {user["id"] for user in state["users"]} == {"john", "jane"}
    assert not victim.requests and not queue.requests


@pytest.mark.skipif(not browser.installed(), reason="Chromium is not there")
def test_a_page_whose_name_was_rebound_in_chromium(emulator, tmp_path):
    """To the browser it is of the emulator's own origin: it asks without CORS, and reads every answer."""
    stream = emulator()
    port = stream.url.rstrip("/").rsplit(":", 1)[1]
    with contextlib.closing(browser.Page(tmp_path, "--host-resolver-rules=MAP evil.example 127.0.0.1")) as page:
        page.open(f"http://evil.example:{port}/")
        assert page("return location.origin") == f"http://evil.example:{port}"

        def attempt(method, path, token=""):
            return page(f"const answer = await fetch({json.dumps(path)}, {{method: {json.dumps(method)}, headers: {{Authorization: {json.dumps(token)}}}}});"
                        "return [answer.status, await answer.json()]")

        for method in ("GET", "PATCH"):
            status, error = attempt(method, APP, SERVER)
            assert status == 403 and "Host 'evil.example" in error["message"], error
        for method, action in (("GET", "state"), ("GET", "log"), ("POST", "reset"), ("POST", "expire-tokens")):
            status, error = attempt(method, f"/_emulator/{action}")
            assert status == 403 and "Host 'evil.example" in error["error"]["message"], error
        assert attempt("GET", f"/video/edges?api_key={KEY}", jwt({"user_id": "jane"}))[0] == 200


def test_hooks_of_the_api_reach_this_machine_alone(emulator, peer):
    target = peer()
    elsewhere = target.url.replace("127.0.0.1", "192.0.2.1")
    hook = {"hook_type": "webhook", "enabled": True}
    stream = emulator()
    error = stream.ask("PATCH", "/api/v2/app", {"event_hooks": [{**hook, "webhook_url": elsewhere}]}, status=403)
    assert "--webhook-url" in error["message"] and "--hooks-anywhere" in error["message"]
    stream.ask("PATCH", "/api/v2/app", {"webhook_url": elsewhere}, status=403)
    assert stream.ask("GET", "/api/v2/app", status=200)["app"]["event_hooks"] == []
    stream.ask("PATCH", "/api/v2/app", {"event_hooks": [{**hook, "webhook_url": target.url}]}, status=200)
    stream.call()
    assert hook_events(target, 1)[0][1]["type"]
    # What the command line names may lead anywhere, and the list that holds it be written back.
    stream = emulator("--webhook-url", elsewhere)
    hooks = stream.ask("GET", "/api/v2/app", status=200)["app"]["event_hooks"]
    assert [one["webhook_url"] for one in hooks] == [elsewhere]
    stream.ask("PATCH", "/api/v2/app", {"event_hooks": hooks}, status=200)
    stream.ask("PATCH", "/api/v2/app", {"event_hooks": [{**hook, "webhook_url": elsewhere + "other"}]}, status=403)
    emulator("--hooks-anywhere").ask("PATCH", "/api/v2/app", {"event_hooks": [{**hook, "webhook_url": elsewhere}]}, status=200)


def seen_keys(queue):
    return [headers for headers in queue.seen if KEYS["AWS_ACCESS_KEY_ID"] in json.dumps(headers)]


@pytest.fixture
def watched(sqs):
    """A queue that keeps the header fields of every request it ever got."""
    queue = sqs()
    queue.seen = []
    serve = queue.serve
    queue.serve = lambda method, target, headers, data, connection: (
        queue.seen.append(dict(headers)), serve(method, target, headers, data, connection))[1]
    return queue


@pytest.mark.parametrize("arguments", [[], ["--hooks-anywhere"]])
def test_aws_keys_sign_only_for_queues_of_the_command_line(emulator, watched, arguments):
    stream = emulator(*arguments)
    hook = {"hook_type": "sqs", "enabled": True, "sqs_queue_url": watched.url, "sqs_region": "us-east-1"}
    error = stream.ask("PATCH", "/api/v2/app", {"event_hooks": [hook]}, status=403)
    assert "sqs_key" in error["message"] and "--sqs-queue-url" in error["message"]
    watched.secrets["AKIDHOOK"] = "h00k"
    stream.ask("PATCH", "/api/v2/app", {"event_hooks": [{**hook, "sqs_key": "AKIDHOOK", "sqs_secret": "h00k"}]}, status=200)
    stream.call()
    watched.wait(lambda: watched.messages)
    assert stream.running.stop() == 0
    assert watched.seen and not seen_keys(watched) and not watched.refusals


def test_aws_keys_sign_for_the_queue_that_was_named(emulator, watched):
    stream = emulator("--sqs-queue-url", watched.url)
    hooks = stream.ask("GET", "/api/v2/app", status=200)["app"]["event_hooks"]
    stream.ask("PATCH", "/api/v2/app", {"event_hooks": hooks}, status=200)
    elsewhere = {**hooks[0], "sqs_queue_url": watched.url + "-other"}
    stream.ask("PATCH", "/api/v2/app", {"event_hooks": [*hooks, {**elsewhere, "id": "new"}]}, status=403)
    stream.call()
    watched.wait(lambda: watched.messages)
    assert stream.running.stop() == 0
    assert seen_keys(watched)
