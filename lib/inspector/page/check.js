// Tests a handler against Stream's contract, check by check.
import {ActionPanel, failureWords} from "./action.js";
import {button, el, put} from "./dom.js";
import {form, targetField} from "./form.js";
import {duration, line, plural} from "./format.js";
import {viewHead} from "./view_head.js";

const SIGNS = {pass: ["✓", "passed"], fail: ["✗", "failed"], warn: ["!", "warning"], skip: ["–", "skipped"]};

function findings(events) {
  return events.filter((event) => event.event === "finding");
}

function draw(events, action) {
  const summary = events.find((event) => event.event === "summary");
  const words =
    summary &&
    [
      [summary.pass, "passed"],
      [summary.fail, "failed"],
      [summary.warn, "with a warning"],
      [summary.skip, "skipped"],
    ]
      .filter(([number]) => number)
      .map(([number, what]) => `${number} ${what}`)
      .join(", ");
  return [
    failureWords(events),
    summary &&
      el(
        "p",
        {class: summary.fail ? "outcome wrong" : "outcome fine"},
        words,
        summary.diagnosis && el("span", {class: "hint"}, line(summary.diagnosis, 600)),
      ),
    findings(events).length > 0 &&
      el(
        "table",
        {class: "findings"},
        el(
          "caption",
          {class: "offscreen"},
          `${plural(findings(events).length, "check")}${action.state === "running" ? " so far" : ""}`,
        ),
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            ["Result", "Check", "What came", "Took"].map((one) => el("th", {scope: "col"}, one)),
          ),
        ),
        el(
          "tbody",
          {},
          findings(events).map((one) => {
            const [sign, meaning] = SIGNS[one.status] ?? ["?", line(one.status, 20)];
            return el(
              "tr",
              {class: one.status},
              el("td", {}, el("span", {class: "step-sign", role: "img", "aria-label": meaning}, sign)),
              el("th", {scope: "row", class: "mono"}, line(one.name, 60)),
              el(
                "td",
                {},
                el("bdi", {}, line(one.detail ?? "", 600)),
                one.advice && el("p", {class: "quiet"}, line(one.advice, 600)),
              ),
              el("td", {class: "quiet"}, duration(one.duration_ms)),
            );
          }),
        ),
      ),
  ];
}

export function checkView(place) {
  const target = targetField();
  const again = button("Only those that failed", () => run(again.names), {hidden: true});
  const panel = new ActionPanel({
    draw,
    ended(action) {
      again.names = findings(action.events)
        .filter((one) => one.status === "fail")
        .map((one) => one.name);
      again.hidden = again.names.length === 0;
    },
  });
  const run = (only) => panel.run("/api/check", {to: target.input.value, ...(only?.length ? {only} : {})});
  put(
    place,
    el(
      "article",
      {class: "page-view"},
      viewHead("Check a handler"),
      el(
        "div",
        {class: "view-body"},
        el(
          "p",
          {class: "quiet"},
          "Sends valid and invalid deliveries to your handler and says what it does with each.",
        ),
        form(
          () => run(),
          target.node,
          el(
            "div",
            {class: "do"},
            button("Run all checks", undefined, {kind: "first", type: "submit", image: "check"}),
            again,
          ),
        ),
        panel.node,
      ),
    ),
  );
  return {leave: () => panel.leave()};
}
