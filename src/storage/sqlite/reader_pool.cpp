#include "storage/sqlite/reader_pool.hpp"

#include <pthread.h>

#include <exception>

#include "base/log.hpp"

namespace parley::storage::sqlite {

ReaderPool::ReaderPool(std::vector<std::unique_ptr<Connection>> connections) : connections_(std::move(connections)) {
  for (const auto& connection : connections_) threads_.emplace_back([this, &connection] { run(*connection); });
}

ReaderPool::~ReaderPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void ReaderPool::post(Job job) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(job));
  }
  wake_.notify_one();
}

void ReaderPool::run(Connection& connection) {
  pthread_setname_np(pthread_self(), "db-reader");
  while (true) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    const Job job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    try {
      job(connection);
    } catch (const std::exception& failure) {
      log::error("database: a reader's job failed: {}", failure.what());
    }
  }
}

}  // namespace parley::storage::sqlite
