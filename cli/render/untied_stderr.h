// Standard output in the hands of one thread.
#pragma once

#include <ostream>

namespace streamctl::cli {

/// While it lives, `err` no longer flushes the stream it is tied to, as std::cerr does std::cout: a
/// thread that prints on that one is alone there. Two at once would print lines twice.
/// Made before that thread, and destroyed after it.
class SoleOutput {
 public:
  explicit SoleOutput(std::ostream& err) : err_(err), tied_(err.tie(nullptr)) {}
  SoleOutput(const SoleOutput&) = delete;
  SoleOutput& operator=(const SoleOutput&) = delete;
  ~SoleOutput() { err_.tie(tied_); }

 private:
  std::ostream& err_;
  std::ostream* const tied_;
};

}  // namespace streamctl::cli
