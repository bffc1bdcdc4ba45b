"""listen --register while the tunnel's address changes, and while another administrator changes the hooks."""
import contextlib
import json
import os

import pytest
from conftest import SECRET
from public_side import free_port, passes_on
from registering import app, register, registered, without_times  # noqa: F401
from sdk import Sdk, installed
from test_public_url import public_side  # noqa: F401
from tunnel_programs import place

ROUNDS = int(os.environ.get("STREAMCTL_ROUNDS", "10"))  # Beside another administrator.

MOVING = r'''
import os, time
again = len(open("started").readlines()) > 1
if again and os.path.exists("gone"): sys.exit("no such tunnel")
print(f"public http://{'localhost' if again else '127.0.0.1'}:{os.environ['STREAMCTL_PORT']}", flush=True)
while not os.path.exists("gone" if again else "move"): time.sleep(0.01)
sys.exit("the line is dead")
'''


def test_the_hook_follows_the_tunnel_and_goes_with_it(streamctl, app, tmp_path):  # noqa: F811
    path = place(tmp_path, "mine", MOVING)
    listen = streamctl.listen("--tunnel", "mine", "--tunnel-match", r"public (\S+)", "--public-timeout", "3s", "--register", env={"PATH": path})
    first = registered(listen)
    assert first["url"].startswith(listen.url) and [hook["id"] for hook in app.hooks] == [first["id"]]
    (tmp_path / "move").touch()
    moved = registered(listen)
    assert moved["id"] == first["id"] and moved["url"] == first["url"].replace("127.0.0.1", "localhost") == app.hooks[0]["webhook_url"]
    (tmp_path / "gone").touch()
    assert json.loads(listen.out.until(lambda line: '"unregistered"' in line))["id"] == first["id"] and app.hooks == []
    (tmp_path / "gone").unlink()
    again = registered(listen)
    assert again["url"] == moved["url"] and [hook["id"] for hook in app.hooks] == [again["id"]]
    assert listen.stop() == 0 and app.hooks == []
    assert f"Removed the hook {first['id']} from the app until the public address leads here again" in listen.words()


def test_the_hook_goes_while_the_address_leads_nowhere(streamctl, app, public_side):  # noqa: F811
    listen = streamctl.listen("--public-url", public_side.url, "--public-check-every", "50ms", "--register")
    public_side.start(passes_on(listen.url))
    first = registered(listen)
    public_side.end()
    assert json.loads(listen.out.until(lambda line: '"unregistered"' in line))["id"] == first["id"] and app.hooks == []
    public_side.start(passes_on(listen.url))
    again = registered(listen)
    assert again["url"] == first["url"] and [hook["id"] for hook in app.hooks] == [again["id"]]
    streamctl("emulator", "push", "call.created", "--at", app.url, code=0)
    assert json.loads(listen.out.until(lambda line: '"call.created"' in line))["verified"]
    assert listen.stop() == 0 and app.hooks == []


ADMIN = """
const wanted = new Map();  // What this administrator has added, and not removed.
let number = 0, stopped = false;
const read = async () => (await server.getApp()).app.event_hooks;
const url = (n) => 'http://127.0.0.1:9/admin/' + n;
async function change(edit, holds) {  // As a careful program does: it looks whether its change is there.
  for (;;) {
    await server.updateApp({event_hooks: edit(await read())});
    const isThere = holds(await read());
    await new Promise((done) => setTimeout(done, 25));
    if (isThere && holds(await read())) return;
  }
}
globalThis.work = (async () => {
  while (!stopped) {
    const added = url(++number);
    wanted.set(added, ['call.ended', 'custom.' + number]);
    await change((hooks) => hooks.some((one) => one.webhook_url === added) ? hooks : [...hooks,
      {hook_type: 'webhook', enabled: number % 2 === 0, webhook_url: added, event_types: wanted.get(added)}],
      (hooks) => hooks.some((one) => one.webhook_url === added));
    if (number > 4) {
      const gone = url(number - 4);
      wanted.delete(gone);
      await change((hooks) => hooks.filter((one) => one.webhook_url !== gone), (hooks) => !hooks.some((one) => one.webhook_url === gone));
    }
  }
})();
globalThis.stopAdmin = async () => { stopped = true; await work; return [...wanted]; };
"""


@pytest.mark.skipif(not installed("@stream-io/node-sdk", "@stream-io/video-client", "ws"), reason="the official SDKs are not installed")
def test_starts_and_kills_beside_another_administrator(streamctl, app):  # noqa: F811
    kept = [{"hook_type": "webhook", "webhook_url": f"http://127.0.0.1:9/kept/{n}", "event_types": ["call.created"], "enabled": True} for n in range(3)]
    app.hooks = kept
    before = app.hooks
    with contextlib.closing(Sdk(app.url, "key", SECRET)) as admin:
        admin(ADMIN)
        ports = [free_port(), free_port()]
        for number in range(ROUNDS):
            listen = register(streamctl, ports[number % 2], "--no-history")  # Removes what the other port's left.
            listen.process.kill()
            listen.wait()
        last = register(streamctl, ports[0], "--no-history")
        wanted = dict(admin("return await stopAdmin()"))
        assert last.stop() == 0
    hooks = app.hooks
    assert [without_times([hook]) for hook in hooks[:3]] == [without_times([hook]) for hook in before]
    assert {hook["webhook_url"]: hook["event_types"] for hook in hooks[3:]} == wanted and len(hooks) == 3 + len(wanted) and wanted
    assert all(hook["enabled"] == (int(hook["webhook_url"].split("/")[-1]) % 2 == 0) for hook in hooks[3:])
