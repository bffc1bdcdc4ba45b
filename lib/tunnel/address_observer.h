// What becomes of the public address of a listener.
#pragma once

#include <string>

#include "core/error.h"

namespace streamctl::tunnel {

/// All calls are made on the loop of the listener's server. The order is: any number of notes; then
/// holds() for the first address, or failed(); then lost() and holds() in turn, and notes.
class AddressObserver {
 public:
  AddressObserver() = default;
  AddressObserver(const AddressObserver&) = delete;
  AddressObserver& operator=(const AddressObserver&) = delete;
  virtual ~AddressObserver() = default;

  /// `url` leads to the listener now: the first address, another one, the same one again after
  /// lost(), or an unchecked one that has been checked now. Without lost() before it, it replaces
  /// the address that held until now. `is_checked`: a probe has come through it.
  virtual void address_holds(const std::string& url, bool is_checked) = 0;
  /// The address leads nowhere now; there may be one again.
  virtual void address_lost(const std::string& why) = 0;
  /// There was no address in time, or there will be none again. Once.
  virtual void address_failed(const Error& error) = 0;
  /// What the user waits for meanwhile, and why: whole sentences without a full stop.
  virtual void address_note(const std::string& words) = 0;
  /// A line that the tunnel program printed, with its name before it: printable, without secrets.
  virtual void address_output(const std::string& line) = 0;
};

}  // namespace streamctl::tunnel
