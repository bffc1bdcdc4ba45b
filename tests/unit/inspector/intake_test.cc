#include "inspector/intake.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <future>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "inspector/bulletin.h"
#include "inspector/store.h"

namespace streamctl::inspector {
namespace {

constexpr std::size_t large = std::size_t{1} * 1024 * 1024;

listener::Seen delivery_of(std::string body) {
  listener::Delivery delivery;
  delivery.record.body = std::move(body);
  return delivery;
}

/// An intake whose thread stops at the body "wait" until it is let go on.
struct Slow {
  Store store{10'000};
  Bulletin bulletin;
  std::promise<void> reached;
  std::promise<void> go_on;
  Intake intake{store, bulletin, [this](std::string_view body) {
                  if (body == "wait") {
                    reached.set_value();
                    go_on.get_future().wait();
                  }
                  return Facts{};
                }};

  void wait_for_row(std::uint64_t row) {
    while (bulletin.position().rows < row)
      bulletin.wait(bulletin.position(), std::chrono::seconds{60});
  }
};

TEST(Intake, PublishesWhatIsMadeBeforeTheRestOfItsBatch) {
  Slow slow;
  slow.intake.add(delivery_of(std::string(large, 'x')), {});
  slow.intake.add(delivery_of("wait"), {});
  slow.reached.get_future().wait();
  EXPECT_EQ(slow.bulletin.position().rows, 1U);
  EXPECT_EQ(slow.store.summary().span.last, 1U);
  slow.go_on.set_value();
  slow.wait_for_row(2);
}

TEST(Intake, CountsAndReportsWhatItCannotTake) {
  Slow slow;
  slow.intake.add(delivery_of("wait"), {});
  slow.reached.get_future().wait();
  const std::uint64_t state = slow.bulletin.position().state;
  std::uint64_t added = 1;
  for (; slow.intake.skipped() == 0; ++added)
    slow.intake.add(delivery_of(std::string(large, 'x')), {});
  EXPECT_EQ(added - 1, intake_bytes_max / large) << "what is being made counts too";
  slow.go_on.set_value();
  slow.wait_for_row(added - 1);
  EXPECT_GT(slow.bulletin.position().state, state);
  EXPECT_EQ(slow.store.summary().counts.total, added - 1);
}

TEST(Intake, TakesOneDeliveryOfAnySize) {
  Slow slow;
  slow.intake.add(delivery_of(std::string(intake_bytes_max + large, 'x')), {});
  slow.wait_for_row(1);
  EXPECT_EQ(slow.intake.skipped(), 0U);
}

}  // namespace
}  // namespace streamctl::inspector
