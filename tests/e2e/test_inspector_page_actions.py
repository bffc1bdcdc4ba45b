"""What the page of --ui does, in a headless Chromium: replay, edit and send, forge, plan, hold, check; and the emulator."""
import concurrent.futures
import json

import browser
import pytest
from conftest import event, post, sign
from inspector_browser import inspecting

pytestmark = pytest.mark.skipif(not browser.installed(), reason="needs chromium and chromedriver")
ENTER = "\ue007"


@pytest.fixture
def inspect(streamctl, tmp_path):
    with inspecting(streamctl, tmp_path) as start:
        yield start


def bodies(peer):
    return [json.loads(body) for _, body in peer.requests]


def test_replay_shows_each_attempt(inspect, peer):
    seen = inspect()
    seen.open()
    for index in range(3):
        post(seen.url, event("call.created", cid=f"default:c{index}"), webhook_id=f"first-{index:04}")
    seen.rows(3)
    target = peer(503, 200)
    page = seen.page
    page.press("jr")
    page.until("document.querySelector('h1:not(.offscreen)')?.textContent === 'Replay 1 delivery'")
    seen.write("Send to", target.url + ENTER)
    page.until("document.querySelector('.outcome.fine')?.textContent.startsWith('1 of 1 delivery delivered in 2 attempts')")
    assert page("return [...document.querySelectorAll('.chip')].map((one) => one.firstChild.textContent)") == ["503", "200"]
    assert [one["call_cid"] for one in bodies(target)] == ["default:c2"] * 2

    target = peer()
    page.press("\ue00c\ue00c")
    page.until("location.hash === '#/'")
    page.press("xjxjxr")  # Three are selected.
    page.until("document.querySelector('h1:not(.offscreen)')?.textContent === 'Replay 3 deliveries'")
    seen.write("Send to", target.url)
    page.click(seen.field("Keep the webhook ids"))
    page.click(".button.first", "Send 3")
    page.until("document.querySelector('.outcome.fine')?.textContent.startsWith('3 of 3 deliveries delivered')")
    assert [headers["X-Webhook-Id"] for headers, _ in target.requests] == ["first-0000", "first-0001", "first-0002"]


def test_edit_and_send_signs_anew(inspect, peer):
    seen = inspect()
    seen.open()
    post(seen.url, event("call.created", note="before", big=12345678901234567890), webhook_id="edited-01")
    seen.rows(1)
    target = peer()
    page = seen.page
    page.click(".row")
    page.click(".button", "Edit and send")
    page.until("document.querySelector('.editor')?.value.includes('12345678901234567890')")
    page("const editor = document.querySelector('.editor'); editor.focus(); const at = editor.value.indexOf('before'); editor.setSelectionRange(at, at + 6)")
    page.press("after")
    seen.write("Send to", target.url)
    page.click(".button.first", "Send")
    page.until("document.querySelector('.outcome.fine')")
    (headers, body), = target.requests
    assert b"12345678901234567890" in body and json.loads(body)["note"] == "after"
    assert headers["X-Signature"] == sign(body) and headers["X-Webhook-Id"] != "edited-01"


def test_forge_by_form_and_as_json(inspect):
    seen = inspect()
    seen.open()
    page = seen.page
    page.press("f")
    seen.go("forge/custom")
    page.until("document.querySelector('.command-text')?.textContent.startsWith('streamctl forge custom --call default:standup')")
    seen.write("User", "zoe")
    page.click(seen.field("custom"))
    page.press('{"mood": "good", "n": 4}')
    assert page.until("document.querySelector('.command-text').textContent") == f"streamctl forge custom --call default:standup --user-id zoe --set 'custom:={{\"mood\": \"good\", \"n\": 4}}' --to {seen.url}"
    page.click(".button.first", "Send")
    page.until("document.querySelector('.outcome.fine')")
    assert "200 accepted custom" in seen.rows(1)[0] and "zoe" in seen.rows(1)[0]
    page.click(".row")
    page.until("document.querySelector('.sentence')?.textContent === 'zoe sent an event to default:standup: mood good, n 4'")

    seen.go("forge/call.ring")
    page.until("document.querySelector('.forge-content .fields')")
    page(f"document.querySelector('{seen.field('Signature')}').value = 'wrong'")
    page.click(".button", "JSON")
    page.until("document.querySelector('.editor')?.value.includes('call.ring')")
    page.click(".button.first", "Send")
    page.until("document.querySelector('.outcome.wrong')")
    assert any("401" in row for row in seen.rows(2))


def test_the_plan_changes_the_answers(inspect):
    seen = inspect()
    seen.open()
    page = seen.page
    assert post(seen.url, event(), webhook_id="plan-0001")[0] == 200
    seen.go("plan")
    page.click(".presets .button", "fail once")
    page.until("document.querySelector('.plan-steps').innerText.includes('503')")
    assert [post(seen.url, event(), webhook_id="plan-0002", attempt=attempt)[0] for attempt in (1, 2)] == [503, 200]
    seen.write("Plan", "503,nonsense" + ENTER)
    assert "nonsense" in page.until("document.querySelector('.toast.wrong')?.textContent")
    page.click(".presets .button", "200 always")
    page.until("document.querySelector('.plan-steps').innerText.includes('every attempt')")
    assert post(seen.url, event(), webhook_id="plan-0003")[0] == 200


@pytest.mark.timing  # The page has five seconds to decide.
def test_a_held_delivery_waits_for_a_decision(inspect, peer):
    target = peer()
    seen = inspect("listen", "--forward-to", target.url)
    seen.open()
    page = seen.page
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for number, (button, forwarded) in enumerate([("Release", 1), ("Deliver twice", 2), ("Drop", 0)]):
            before = len(target.requests)
            seen.go("plan")
            page.click(".button.first", "Hold")
            page.until("document.querySelector('.holding')")
            seen.go("")
            waiting = pool.submit(post, seen.url, event("call.created"), webhook_id=f"held-{number:04}")
            # At once: it is released by itself after five seconds.
            page.until("(() => { const decide = document.querySelector('#banner')?.innerText.includes(' s left') && document.querySelector('#banner .button'); decide?.click?.(); return Boolean(decide); })()")
            page.until(f"(() => {{ const button = [...document.querySelectorAll('.held .button')].find((one) => one.textContent === '{button}'); button?.click(); return button; }})() !== undefined")
            if button == "Drop":
                with pytest.raises(ConnectionError):
                    waiting.result()
            else:
                assert waiting.result()[0] == 200
            assert len(target.requests) - before == forwarded, button
            page.until("!document.querySelector('.held')")
        seen.go("plan")
        page.click(".button.first", "Hold")
        page.until("document.querySelector('.holding')")
        waiting = pool.submit(post, seen.url, event("call.created", note="before"), webhook_id="held-edited")
        assert "Stream waits 6 s" in page.until("document.querySelector('.held .facts')?.innerText")
        page.until("""(() => {
          const editor = document.querySelector('.held .editor');
          if (!editor) return false;
          editor.value = editor.value.replace('before', 'after');
          [...document.querySelectorAll('.held .button')].find((one) => one.textContent === 'Send as changed').click();
          return true;
        })()""")
        assert waiting.result()[0] == 200
        headers, body = target.requests[-1]
        assert json.loads(body)["note"] == "after" and headers["X-Signature"] == sign(body)


@pytest.mark.timing  # As above.
def test_what_is_typed_about_a_held_delivery_stays_for_its_next_attempt(inspect, streamctl, peer):
    target = peer()
    seen = inspect("listen", "--forward-to", target.url)
    seen.open()
    page = seen.page
    seen.go("plan")
    page(f"document.querySelector('{seen.field('After 5 s')}').value = 'again'")
    page.click(".button.first", "Hold")
    page.until("document.querySelector('.holding')")
    forge = streamctl.start("forge", "call.created", "--set", "note=before", "--to", seen.url, "-q")
    page.until("document.querySelector('.held .facts')?.innerText.includes('attempt 1') && document.querySelector('.held .facts').innerText.includes('the next attempt is held')")
    page.click(".held summary")
    page("const editor = document.querySelector('.held .editor'); editor.value = editor.value.replace('before', 'after'); editor.focus()")
    page.until("document.querySelector('.held .facts')?.innerText.includes('attempt 2')")
    assert page("return [document.querySelectorAll('.held').length, document.activeElement.className]") == [1, "editor"]
    page.click(".held .button", "Send as changed")
    assert forge.wait() == 0
    assert [json.loads(body)["note"] for _, body in target.requests] == ["after"]


def test_check_shows_its_table(inspect, peer):
    seen = inspect()
    seen.open()
    page = seen.page
    seen.go("check")
    seen.write("Send to", peer().url)  # It accepts everything, and so the checks of signatures fail.
    page.click(".button.first", "Run all checks")
    page.until("document.querySelector('.outcome')?.textContent.includes('failed')")
    found = dict(page("return [...document.querySelectorAll('.findings tbody tr')].map((row) => [row.querySelector('th').textContent, row.className])"))
    assert found["accepts-valid"] == "pass" and found["rejects-wrong-signature"] == "fail"
    for width in (900, 400):
        page.shape(width, 860)
        page.until("(() => { const right = document.querySelector('.action').getBoundingClientRect().right; return [...document.querySelectorAll('.findings td, .findings th[scope=row]')].every((cell) => cell.getBoundingClientRect().right < right); })()")
    page.click(".button", "Only those that failed")
    page.until("document.querySelectorAll('.findings tbody tr').length > 0 && ![...document.querySelectorAll('.findings tbody tr')].some((row) => row.className === 'pass')")


def test_the_emulator_is_seen_and_driven(inspect, peer):
    target = peer()
    seen = inspect("emulator", "--webhook-url", target.url)
    seen.open()
    page = seen.page
    page.click(".actions .button", "Emulator")
    page.until("document.querySelector('#panel')?.innerText.includes('No calls yet')")
    page.until("document.querySelectorAll('.emulator-actions option').length > 1")  # The catalogue has come.
    page(f"const type = document.querySelector('{seen.field('Type')}'); type.value = 'call.session_participant_joined'")
    seen.write("User", "ann" + ENTER)
    page.until("document.querySelector('#panel').innerText.includes('default:standup') && document.querySelector('#panel').innerText.includes('1: ann')")
    page.click("[role=tab]", "Users")
    page.until("document.querySelector('#panel').innerText.includes('ann')")
    page.click("[role=tab]", "Hooks")
    page.until(f"document.querySelector('#panel').innerText.includes('{target.url.removeprefix('http://')}')")
    page.click("[role=tab]", "Log")
    page.until("document.querySelector('#panel').innerText.includes('webhook call.session_participant_joined')")
    assert page("return location.hash") == "#/emulator/log"
    page("location.reload()")
    page.until("document.querySelector('#tab-log')?.ariaSelected === 'true' && document.querySelector('#panel').innerText.includes('webhook call.session_participant_joined')")
    page.click(".button", "Fail")
    page.until("document.querySelector('.toast')?.textContent === 'The next requests fail'")
