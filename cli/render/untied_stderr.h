// Unties standard error, so that one thread owns standard output.
#pragma once

#include <ostream>

namespace streamctl::cli {

/// During its lifetime, `err` no longer flushes the stream it is tied to, as std::cerr does
/// std::cout: a thread that prints on that stream is its only user. With two users lines would be
/// printed twice. Create it before that thread, and destroy it after.
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
