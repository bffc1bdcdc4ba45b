// Why a tunnel program ended or gave no address, from what it printed.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/secret.h"
#include "tunnel/address_reader.h"

namespace streamctl::tunnel {

/// How a process ended.
struct Exit {
  int code = 0;
  int signal = 0;  ///< 0: it exited.
};

/// "exit code 1", "signal 15".
std::string exit_text(Exit exit);

/// What is known about a failure.
struct Trouble {
  std::string why;          ///< The program's own words, printable, without secrets; may be empty.
  std::string hint;         ///< The next step; may be empty.
  bool is_lasting = false;  ///< Starting it again will not help.
  std::chrono::nanoseconds wait_least{};  ///< Before it may be started again.
  bool is_clean = false;                  ///< It ended by itself with exit code 0.
};

/// Keeps the words of a program that tell most about a failure.
class Complaints {
 public:
  Complaints(Service service, std::vector<Secret> secrets);

  void heard(const std::string& line);
  /// A known complaint if there was one; else the latest that looks like one; else, if it
  /// `gave_no_address`, the last line.
  [[nodiscard]] Trouble trouble(bool gave_no_address) const;
  /// Whether there was a known complaint.
  [[nodiscard]] bool is_known() const { return known_.has_value(); }
  /// A line as it may be shown: printable, not too long, with secrets masked.
  [[nodiscard]] std::string shown(const std::string& line) const;

 private:
  Service service_;
  std::vector<Secret> secrets_;
  std::optional<Trouble> known_;
  std::string likely_;
  std::string last_;
};

}  // namespace streamctl::tunnel
