#pragma once
#include <atomic>
#include <cstddef>
#include <memory>

namespace parley::domain {

/// Counts what is under way, so that an object can wait for its last callback. Thread-safe.
class InFlight {
 public:
  InFlight() : count_(std::make_shared<std::atomic<std::size_t>>(0)) {}
  ~InFlight() {
    for (std::size_t left = *count_; left != 0; left = *count_) count_->wait(left);
  }
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;

  /// Under way while this lives.
  class Ticket {
   public:
    explicit Ticket(std::shared_ptr<std::atomic<std::size_t>> count) : count_(std::move(count)) { ++*count_; }
    ~Ticket() {
      --*count_;
      count_->notify_all();
    }
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;

   private:
    const std::shared_ptr<std::atomic<std::size_t>> count_;  ///< shared: the waiter may be gone before notify_all()
  };
  std::unique_ptr<Ticket> enter() { return std::make_unique<Ticket>(count_); }

 private:
  const std::shared_ptr<std::atomic<std::size_t>> count_;
};

}  // namespace parley::domain
