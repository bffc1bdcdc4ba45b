"""The pages of watch and replay in a headless Chromium, used as a person does."""
import json
import os

import browser
import pytest
from conftest import event
from inspector_browser import inspecting

pytestmark = pytest.mark.skipif(not browser.installed(), reason="needs chromium and chromedriver")


@pytest.fixture
def inspect(streamctl, tmp_path):
    with inspecting(streamctl, tmp_path) as start:
        yield start


def text_of(selector, condition):
    """A condition of the page: the text of the first such element, once it fulfils `condition` of `text`."""
    return f"(() => {{ const text = document.querySelector({json.dumps(selector)})?.innerText ?? ''; return {condition} && text; }})()"


@pytest.fixture
def emulator(streamctl):
    running = streamctl.start("emulator", "--port", "0", "-o", "json", env={"STREAM_API_KEY": "", "STREAM_API_SECRET": ""})
    streamctl.environment.update(STREAM_BASE_URL=json.loads(running.out.next())["url"], STREAM_API_KEY="emulator", STREAM_API_SECRET="emulator-secret")
    return running


def test_watch_shows_events_and_what_a_target_answered(inspect, streamctl, emulator, peer):
    target = peer(200, 503, 200)  # The first is for the call that it creates.
    seen = inspect("watch", "default:x", "--create", "--forward-to", target.url)
    seen.open()
    page = seen.page
    seen.running.out.until(lambda line: json.loads(line)["kind"] == "watching")
    streamctl("send-event", "default:x", "--user-id", "zoe", "--create", "--custom", "mood=good", code=0)
    page.until("[...document.querySelectorAll('.row')].some((row) => row.innerText.includes('mood'))")
    assert page("return document.querySelector('.brand .command').textContent") == "watch"
    page.click(".row", "mood")
    page.until(text_of(".sentence", "text === 'zoe sent an event to default:x: mood good'"))
    page.click("[role=tab]", "Delivery")
    shown = page.until(text_of("#panel", "text.includes('503') && text.includes('200')"))
    assert "not signed" in shown and target.url.removeprefix("http://") in shown
    page.click("[role=tab]", "Call")
    page.until(text_of("#panel", "text.includes('What happened') && text.includes('zoe sent an event')"))
    page.press("/user:zoe")
    assert "custom" in seen.rows(1)[0]
    page.press("\ue00c")
    assert "Plan" not in page("return document.querySelector('.actions').textContent")


def test_the_page_of_watch_sends_to_a_url(inspect, emulator, peer):
    seen = inspect("watch", "default:x", "--create")
    seen.open()
    target = peer()
    page = seen.page
    page.press("f")
    seen.go("forge/call.created")
    page.until("document.querySelector('.forge-content .fields')")
    seen.write("Send to", target.url)
    page.click(".button.first", "Send")
    page.until("document.querySelector('.outcome.fine')")
    assert json.loads(target.requests[0][1])["type"] == "call.created"


def test_replay_is_followed_until_the_page_is_closed(inspect, peer, tmp_path):
    os.mkfifo(tmp_path / "events")  # Its end comes when the page is open.
    events = os.open(tmp_path / "events", os.O_RDWR)
    target = peer(200, 500, 200, 200, 400, 200)
    seen = inspect("replay", tmp_path / "events", "--to", target.url)
    seen.open()
    for number in range(4):
        os.write(events, event("call.created", cid=f"default:c{number}", user={"id": "ann"}) + b"\n")
    os.close(events)
    page = seen.page
    rows = seen.rows(4)
    assert "400" in rows[0] and "×2" in " ".join(rows)
    page.until("document.querySelectorAll('.counter b')[0].textContent === '3' && document.querySelectorAll('.counter b')[2].textContent === '1'")
    page.click(".row", "400")
    page.until(text_of(".sentence", "text.includes('created default:c3')"))
    page.click("[role=tab]", "Delivery")
    page.until(text_of("#panel", "text.includes('400')"))
    seen.running.out.until(lambda line: json.loads(line)["kind"] == "summary")
    page.click(".button", "Replay")  # The page outlives what it was opened for.
    page.until("document.querySelector('h1:not(.offscreen)')?.textContent === 'Replay 1 delivery'")
    page.click(".button.first", "Send")
    page.until("document.querySelector('.outcome.fine')")
    assert json.loads(target.requests[-1][1])["call_cid"] == "default:c3"
    page.open("about:blank")
    assert seen.running.wait() == 1  # One event was not delivered.
