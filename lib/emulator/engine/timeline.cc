#include "emulator/engine/timeline.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>
#include <vector>

#include "emulator/engine/api.h"

namespace streamctl::emulator {

namespace {

/// `now` and so much later, limited to times that can be represented.
WallTime due_at(WallTime now, std::chrono::nanoseconds after) {
  constexpr WallTime latest{std::chrono::seconds{last_wall_second}};
  return now + std::min(after, between(now, latest));
}

}  // namespace

void defer(State& state, Outcome& outcome) {
  std::vector<Event> due;
  for (Event& event : outcome.events) {
    const auto after = std::exchange(event.after, {});
    if (after.count() == 0)
      due.push_back(std::move(event));
    else
      state.schedule.add(due_at(state.now, after), std::move(event));
  }
  outcome.events = std::move(due);
  for (Deadline& deadline : outcome.deadlines)
    state.schedule.add(due_at(state.now, deadline.after), std::move(deadline));
  outcome.deadlines.clear();
}

std::optional<Outcome> take_due(State& state) {
  state.read_clock();
  auto entry = state.schedule.take(state.now);
  if (!entry) return std::nullopt;
  if (const auto* deadline = std::get_if<Deadline>(&*entry))
    return handle_deadline(state, *deadline);
  Outcome outcome;
  outcome.events.push_back(std::move(std::get<Event>(*entry)));
  return outcome;
}

std::size_t move_time(State& state, SettableClock& clock, WallTime to,
                      const std::function<void(Outcome&&)>& dispatch) {
  const bool was_frozen = clock.is_frozen();
  clock.freeze();
  if (to < clock.now()) state.schedule.shift(to - clock.now());
  std::size_t happened = 0;
  for (auto next = state.schedule.next(); next && *next <= to; next = state.schedule.next()) {
    clock.set(std::max(*next, clock.now()));
    while (auto outcome = take_due(state)) {
      ++happened;
      dispatch(*std::move(outcome));
    }
  }
  clock.set(to);
  state.read_clock();
  if (!was_frozen) clock.run();
  return happened;
}

}  // namespace streamctl::emulator
