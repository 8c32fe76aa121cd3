#pragma once
// Private to this folder.
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "storage/sqlite/connection.hpp"

namespace parley::storage::sqlite {

/// Threads that read, each with a connection of its own. Thread-safe. The destructor finishes what was posted.
class ReaderPool {
 public:
  using Job = std::function<void(Connection&)>;

  explicit ReaderPool(std::vector<std::unique_ptr<Connection>> connections);
  ~ReaderPool();
  ReaderPool(const ReaderPool&) = delete;
  ReaderPool& operator=(const ReaderPool&) = delete;

  void post(Job job);

 private:
  void run(Connection& connection);

  const std::vector<std::unique_ptr<Connection>> connections_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace parley::storage::sqlite
