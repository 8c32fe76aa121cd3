#pragma once
// One thread with an epoll set, timers and a queue of tasks.
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

namespace parley::sdk {

using Time = std::chrono::steady_clock::time_point;

/// post() is thread-safe, everything else is for the loop's own thread.
class Loop {
 public:
  using Task = std::function<void()>;
  /// `events` as of epoll_wait.
  using Ready = std::function<void(std::uint32_t events)>;
  using TimerId = std::uint64_t;

  Loop();
  ~Loop();  ///< runs what was posted, then joins; not on the loop's thread
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void post(Task task);
  bool on_thread() const { return std::this_thread::get_id() == thread_.get_id(); }

  void watch(int fd, std::uint32_t events, Ready ready);
  void rewatch(int fd, std::uint32_t events);
  void unwatch(int fd);

  TimerId at(Time when, Task task);
  void cancel(TimerId id);

 private:
  void run();
  void run_tasks();
  void run_timers();
  int timeout() const;

  int epoll_ = -1;
  int wake_ = -1;
  std::mutex mutex_;
  std::vector<Task> tasks_;
  bool stopping_ = false;
  std::unordered_map<int, std::shared_ptr<Ready>> watched_;
  std::map<std::pair<Time, TimerId>, Task> timers_;
  std::unordered_map<TimerId, Time> timer_times_;
  TimerId last_timer_ = 0;
  std::thread thread_;
};

}  // namespace parley::sdk
