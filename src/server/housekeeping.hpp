#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "storage/storage.hpp"

namespace parley::server {

/// Forgets what is too old, once a minute or so. Each chore runs in a write body of its own.
class Housekeeping {
 public:
  using Chore = std::function<void(storage::Transaction&)>;

  Housekeeping(storage::Database& database, std::chrono::milliseconds period, std::vector<Chore> chores);
  ~Housekeeping();

 private:
  void run();

  storage::Database& database_;
  const std::chrono::milliseconds period_;
  const std::vector<Chore> chores_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace parley::server
