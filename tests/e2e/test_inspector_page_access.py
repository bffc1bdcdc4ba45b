"""The page of --ui for everybody: axe-core finds nothing wrong with any view, at any width, in either colour scheme."""
import json

import browser
import pytest
from conftest import ROOT, event, post
from inspector_browser import inspecting
from test_inspector_page import story

AXE = ROOT / "build/peers/node_modules/axe-core/axe.min.js"
pytestmark = [pytest.mark.skipif(not browser.installed(), reason="needs chromium and chromedriver"),
              pytest.mark.skipif(not AXE.exists(), reason="scripts/peers installs axe-core")]
WIDTHS = ((1440, 900), (900, 900), (400, 860))


class Examined:
    """A page, and what axe-core finds in it."""

    def __init__(self, seen, scheme):
        self.seen, self.page, self.scheme, self.found = seen, seen.page, scheme, []
        seen.open()
        self.page(AXE.read_text() + "; window.axe = axe;")

    def look(self, view, complete):
        """At what is shown, once the expression `complete` is true."""
        for width, height in WIDTHS:
            self.page.shape(width, height, self.scheme)
            self.page.until(complete)
            wrong = self.page("const {violations, passes} = await axe.run(); if (!passes.length) throw new Error('axe looked at nothing'); return violations.map(({id, nodes}) => [id, nodes.slice(0, 3).map((one) => one.html.slice(0, 200))])")
            self.found += [(view, width, *one) for one in wrong]
            assert self.page("return document.documentElement.scrollWidth") <= width, (view, width)

    def go(self, place, complete):
        self.seen.go(place)
        self.look(place, complete)


def has(selector):
    return f"document.querySelector({json.dumps(selector)})?.checkVisibility()"


@pytest.fixture
def examine(streamctl, tmp_path):
    with inspecting(streamctl, tmp_path) as start:
        yield lambda scheme, *arguments: Examined(start(*arguments), scheme)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_is_read(examine, scheme):
    view = examine(scheme)
    view.look("empty", has(".empty h2"))
    story(view.seen.url)
    view.page.until("document.querySelectorAll('.row').length === 8")
    view.go("", has(".row"))
    view.go("overview", has(".tally"))
    view.go("keys", has(".keys"))
    view.go("d/story-0002", has(".tree"))
    view.go("d/story-0002/call", has(".happened"))
    view.go("d/forged-01/delivery", has(".headers"))
    view.go("d/story-0004/changes", has(".diff"))
    view.go("d/never-came-01", "document.querySelector('#view').innerText.includes('not kept')")
    view.go("?q=type:call.session_*", "!document.querySelector('.list-head').hidden && document.querySelectorAll('.row').length === 4")
    view.go("?q=nothing-at-all", "document.querySelector('.empty').innerText.includes('matches')")
    view.go("?q=jq:.(", has(".list-head.wrong"))
    view.seen.go("")
    view.page.until("document.querySelectorAll('.row').length === 8")
    view.page.press("jxjx")
    view.look("selected", has(".list-foot:not([hidden])"))
    view.seen.running.stop()
    view.look("lost connection", "document.querySelector('#banner').innerText.includes('has ended')")
    assert view.found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_is_done(examine, peer, scheme):
    view = examine(scheme, "listen", "--forward-to", peer().url)
    page = view.page
    post(view.seen.url, event("call.ring"), webhook_id="first-001")
    view.go("forge/call.ring", has(".forge-content .fields"))
    view.go("send/first-001", has(".editor"))
    view.go("replay/1", has(".form"))
    page.click("#view .button.first", "Send")
    view.look("replayed", has(".outcome"))
    view.go("check", has(".form"))
    page.click("#view .button.first", "Run all checks")
    view.look("checked", has(".findings tbody tr") + " && " + has(".outcome"))
    view.go("plan", has(".plan-steps"))
    page.click(".presets .button", "fail once")
    page.click(".button.first", "Hold")
    view.look("plan on", has(".holding"))
    # As the inspector tells it, but not for five seconds only.
    page("""const {addHeld} = await import("./store.js");
        for (const at_end of ["again", "release"]) addHeld({id: at_end, at: "2026-11-23T17:00:00Z", type: "call.ring", call_cid: "default:standup", webhook_id: "held-" + at_end, attempt: 1,
          body: '{"type":"call.ring"}', expires_at: "2126-11-23T17:00:05Z", at_end});""")
    page.click(".held summary")
    view.look("held", has(".held .editor"))
    view.go("", has("#banner .words"))
    assert view.found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_emulator(examine, streamctl, peer, scheme):
    view = examine(scheme, "emulator", "--webhook-url", peer().url)
    view.look("empty", has(".empty h2"))
    view.go("emulator", "document.querySelector('#panel')?.innerText.includes('No calls yet')")
    watching = streamctl.start("watch", "default:standup", "--create", "-o", "json", env={"STREAM_BASE_URL": view.seen.url})
    watching.out.until(lambda line: json.loads(line)["kind"] == "watching")
    for tab in ("calls", "users", "connections", "hooks", "log"):
        view.go(f"emulator/{tab}", f"document.querySelector('#tab-{tab}')?.ariaSelected === 'true' && " + has("#panel tbody tr"))
    view.go("plan", "document.querySelector('.view-body')?.innerText.includes('This is the page of emulator')")
    assert view.found == []
