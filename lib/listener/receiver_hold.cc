// Deliveries that a Holder holds.
#include <utility>
#include <vector>

#include "listener/answers.h"
#include "listener/receiver.h"

namespace streamctl::listener {

bool Receiver::is_to_be_held(const Pending& pending) {
  return holder_ != nullptr && !pending.is_released && pending.regard.shown &&
         holder_->wants(pending.delivery);
}

void Receiver::hold(Pending&& pending) {
  const std::uint64_t id = ++holds_;
  const Release at_end = holder_->held(id, pending.delivery);
  held_.emplace(id, std::move(pending));
  parts_.after(hold_time_max, [this, id, at_end] { release(id, at_end, std::nullopt); });
}

void Receiver::release(std::uint64_t id, Release how, std::optional<std::string> body) {
  auto place = held_.extract(id);
  if (place.empty()) return;
  holder_->released(id, how);
  Pending pending = std::move(place.mapped());
  Delivery& delivery = pending.delivery;
  pending.is_released = true;
  if (how == Release::drop) {
    add_note(delivery, "held, and dropped");
    delivery.status = 0;
    pending.exchange.reset();
    return finish(std::move(pending));
  }
  if (how == Release::again) {
    add_note(delivery, "held, and answered 503 to be sent again");
    delivery.status = 503;
    pending.exchange.answer(error_answer(delivery.status, "held", "held: send it again"));
    return finish(std::move(pending));
  }
  if (body) {
    add_note(delivery, "held, and forwarded as it was edited");
    pending.wire = std::make_shared<const std::string>(*std::move(body));
    pending.is_signed = false;  // Not that text.
  }
  pending.is_doubled = how == Release::twice;
  if (pending.is_doubled) add_note(delivery, "held, and forwarded twice");
  proceed(std::move(pending));
}

void Receiver::release_all() {
  std::vector<std::uint64_t> ids;
  for (const auto& [id, pending] : held_)
    ids.push_back(id);
  for (const std::uint64_t id : ids)
    release(id, Release::pass, std::nullopt);
}

}  // namespace streamctl::listener
