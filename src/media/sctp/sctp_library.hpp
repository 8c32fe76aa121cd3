#pragma once
#include <chrono>

namespace parley::media {

/// A share in usrsctp's process-wide state: taken in main and handed down, outlives the associations made with it. The
/// state lives as long as somebody has a share; all who do must tick with the same clock,
/// which must not run ahead of the system's: by that usrsctp judges how old an unconfirmed packet is.
///
/// usrsctp keeps its timers and tables for the whole process, so one mutex in here guards every call into it; data
/// channels are few and slow enough for that. A consequence: the thread that runs the timers may produce packets for
/// another thread's associations. They wait there until their owner polls.
class SctpLibrary {
 public:
  using Time = std::chrono::steady_clock::time_point;

  SctpLibrary();
  ~SctpLibrary();
  SctpLibrary(const SctpLibrary&) = delete;
  SctpLibrary& operator=(const SctpLibrary&) = delete;

  /// Runs the timers up to `now`. Every thread that owns associations calls it about every 10 ms, then polls those of
  /// its associations that have_output(). Thread-safe; cheap when another thread has just been here.
  void tick(Time now);

  struct State;  ///< known to this folder's sources only
  State& state() const { return *state_; }

 private:
  State* state_ = nullptr;
};

}  // namespace parley::media
