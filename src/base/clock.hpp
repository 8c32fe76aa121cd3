#pragma once
// Time comes from an object, so that tests can make it.
#include <atomic>
#include <chrono>
#include <cstdint>

namespace parley {

/// Milliseconds since the Unix epoch (UTC): every date on the wire and in tables.
using Millis = std::int64_t;

/// Wall and monotonic time. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Millis now() const = 0;                                    ///< wall time; may jump
  virtual std::chrono::steady_clock::time_point steady() const = 0;  ///< never goes back
};

class SystemClock final : public Clock {
 public:
  Millis now() const override {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
  std::chrono::steady_clock::time_point steady() const override { return std::chrono::steady_clock::now(); }
};

/// Stands still until told to advance; for tests.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Millis start = 1'700'000'000'000) : now_(start) {}
  void advance(std::chrono::milliseconds by) { now_ += by.count(); }
  Millis now() const override { return now_; }
  std::chrono::steady_clock::time_point steady() const override {
    return std::chrono::steady_clock::time_point(std::chrono::milliseconds(now_.load()));
  }

 private:
  std::atomic<Millis> now_;
};

}  // namespace parley
