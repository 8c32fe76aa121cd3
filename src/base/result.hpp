#pragma once
// Outcomes a caller can act on are values. An Error is one sentence a person can read; where the wire protocol
// fixes the sentence, it comes from protocol/errors. Broken invariants and failing libraries throw instead, and
// such exceptions end at the thread's root.
#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace parley {

/// Why something was refused: a sentence for people, without secrets.
struct Error {
  std::string text;
  bool operator==(const Error&) const = default;
};

/// A value or the reason there is none; shaped like std::expected. Not thread-safe, like the value it holds.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  T& value() & {
    assert(has_value());
    return std::get<0>(state_);
  }
  const T& value() const& {
    assert(has_value());
    return std::get<0>(state_);
  }
  T&& value() && {
    assert(has_value());
    return std::get<0>(std::move(state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const {
    assert(!has_value());
    return std::get<1>(state_);
  }

 private:
  std::variant<T, Error> state_;
};

/// Success without a value, or the reason there was none.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool has_value() const { return !error_; }
  explicit operator bool() const { return has_value(); }
  const Error& error() const {
    assert(error_);
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

}  // namespace parley

#define PARLEY_JOIN_(a, b) a##b
#define PARLEY_JOIN(a, b) PARLEY_JOIN_(a, b)
/// `PARLEY_TRY(auto user, find(id));` declares `user`, or returns the error. A declaration, not an expression:
/// GCC 12 miscompiles returns inside statement expressions.
#define PARLEY_TRY(declaration, expression)                                                   \
  auto PARLEY_JOIN(parley_try_, __LINE__) = (expression);                                     \
  if (!PARLEY_JOIN(parley_try_, __LINE__)) return PARLEY_JOIN(parley_try_, __LINE__).error(); \
  declaration = std::move(PARLEY_JOIN(parley_try_, __LINE__)).value()
/// The same for a Result<void>.
#define PARLEY_CHECK(expression)                                                         \
  do {                                                                                   \
    if (auto parley_check_ = (expression); !parley_check_) return parley_check_.error(); \
  } while (false)
