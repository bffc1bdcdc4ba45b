// Result<T, E>: a value or the reason there is none, and no way to take the value without looking.
#pragma once

#include <cassert>
#include <optional>
#include <utility>
#include <variant>

#include "core/error.h"

namespace streamctl {

/// Holds a T or an E. Test it before `*`:
///     auto body = read_file(path);
///     if (!body) return std::move(body).error().in("reading the event");
template <class T, class E = Error>
class [[nodiscard]] Result {
 public:
  // NOLINTBEGIN(google-explicit-constructor): implicit so that `return value;` and `return
  // Error{...};` read plainly
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(value()); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  [[nodiscard]] const E& error() const& {
    assert(!ok());
    return *std::get_if<1>(&state_);
  }
  [[nodiscard]] E&& error() && {
    assert(!ok());
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  T& value() {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  const T& value() const {
    assert(ok());
    return *std::get_if<0>(&state_);
  }

  std::variant<T, E> state_;
};

/// Holds a reference to a T it does not own, or an E.
template <class T, class E>
class [[nodiscard]] Result<T&, E> {
 public:
  // NOLINTBEGIN(google-explicit-constructor): as above.
  Result(T& value) : value_(&value) {}
  Result(E error) : error_(std::move(error)) {}
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  T& operator*() const {
    assert(ok());
    return *value_;
  }
  T* operator->() const {
    assert(ok());
    return value_;
  }
  [[nodiscard]] const E& error() const& {
    assert(error_);
    return *error_;
  }
  [[nodiscard]] E&& error() && {
    assert(error_);
    return std::move(*error_);
  }

 private:
  T* value_ = nullptr;
  std::optional<E> error_;
};

/// Success without a value, or an E. `return {};` is success.
template <class E>
class [[nodiscard]] Result<void, E> {
 public:
  Result() = default;
  // Implicit so that `return Error{...};` reads plainly.
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(E error) : error_(std::move(error)) {}

  [[nodiscard]] bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] const E& error() const& {
    assert(error_);
    return *error_;
  }
  [[nodiscard]] E&& error() && {
    assert(error_);
    return std::move(*error_);
  }

 private:
  std::optional<E> error_;
};

}  // namespace streamctl
