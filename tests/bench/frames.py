"""How long the page of --ui keeps its main thread busy at a time, in a headless Chromium."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "e2e"))
import browser  # noqa: E402: found by the line above

BEGUN = "the load begins"


def busy_page(folder, ui, load):
    """Opens the page at `ui`, calls load(), and returns the processor time of each task of its main thread meanwhile, in ms."""
    folder.mkdir(parents=True)
    trace = folder / "trace.json"
    page = browser.Page(folder, "--trace-startup=toplevel,blink.user_timing", f"--trace-startup-file={trace}", "--trace-startup-format=json", "--trace-startup-duration=600")
    try:
        page.shape(1440, 900)
        page.open(ui)
        page.until("document.querySelector('.brand .command')?.textContent")
        page(f"performance.mark({json.dumps(BEGUN)})")
        load()
        page.until("(async () => { const [{get}, {store}] = [await import('/api.js'), await import('/store.js')]; return store.rows.newest >= (await get('/api/state')).last; })()")
    finally:
        page.close()  # The trace is written at its end.
    events = json.loads(trace.read_text())["traceEvents"]
    begun = next(one for one in events if one.get("name") == BEGUN)
    own = [one for one in events if one["pid"] == begun["pid"] and one["tid"] == begun["tid"] and one.get("ts", 0) >= begun["ts"]]
    return [one["tdur"] / 1000 for one in own if one["name"].endswith("RunTask") and "tdur" in one]
