#pragma once
// The answer of a call that has not come yet.
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace parley::sdk {

/// Why a call did not succeed.
struct Failure {
  std::string operation;   ///< the protocol's name of the operation, or what the client itself tried
  std::string error;       ///< the protocol's text, or a sentence
  bool retryable = false;  ///< there is no connection, or it ended: nobody knows whether the call was carried out
};

/// Stands for "done" where a call returns nothing.
struct Done {};

/// A value or a Failure.
template <class T>
class [[nodiscard]] Outcome {
 public:
  Outcome(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Outcome(Failure failure) : state_(std::in_place_index<1>, std::move(failure)) {}
  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  /// Only when ok().
  T& value() { return std::get<0>(state_); }
  const T& value() const { return std::get<0>(state_); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  /// Only when not ok().
  const Failure& failure() const { return std::get<1>(state_); }

 private:
  std::variant<T, Failure> state_;
};

/// The future outcome of a call; copies stand for the same call. Thread-safe.
template <class T>
class [[nodiscard]] Pending {
 public:
  using Callback = std::function<void(const Outcome<T>&)>;

  Pending() : state_(std::make_shared<State>()) {}

  /// Waits. Never on the client's own thread (in a callback): use then() there. After `timeout` a Failure is returned
  /// and the call goes on.
  Outcome<T> get(std::chrono::milliseconds timeout = std::chrono::seconds(30)) const {
    std::unique_lock lock(state_->mutex);
    if (!state_->settled.wait_for(lock, timeout, [this] { return state_->outcome.has_value(); })) {
      return Failure{"WAIT", "No answer came in time", true};
    }
    return *state_->outcome;
  }
  /// Calls back once, on the client's thread (or at once, here, when the outcome is known).
  void then(Callback callback) const {
    {
      const std::lock_guard lock(state_->mutex);
      if (!state_->outcome) {
        state_->callbacks.push_back(std::move(callback));
        return;
      }
    }
    callback(*state_->outcome);
  }
  bool settled() const {
    const std::lock_guard lock(state_->mutex);
    return state_->outcome.has_value();
  }

  /// For the side that made it: the first outcome counts.
  void settle(Outcome<T> outcome) const {
    std::vector<Callback> callbacks;
    {
      const std::lock_guard lock(state_->mutex);
      if (state_->outcome) return;
      state_->outcome = std::move(outcome);
      callbacks.swap(state_->callbacks);
    }
    state_->settled.notify_all();
    for (const Callback& callback : callbacks) callback(*state_->outcome);
  }

 private:
  struct State {
    std::mutex mutex;
    std::condition_variable settled;
    std::optional<Outcome<T>> outcome;
    std::vector<Callback> callbacks;
  };
  std::shared_ptr<State> state_;
};

}  // namespace parley::sdk
