#pragma once
// What the tests of the C++ client share: waiting, lists that callbacks fill, a server with users.
#include <gtest/gtest.h>
#include <parley/parley.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/harness/server_process.hpp"

namespace parley::test {

using namespace std::chrono_literals;
using protocol::TrackType;
using sdk::Done;
using sdk::Frame;
using sdk::JoinOptions;
using sdk::LocalTrack;
using sdk::Outcome;
using sdk::Pending;
using sdk::RemoteTrack;
using sdk::RoomEvent;
using sdk::RoomExtended;
using sdk::SfuEvent;
using sdk::SfuExtended;

/// Waits for something that another thread brings about.
template <class Condition>
bool until(Condition&& condition, std::chrono::milliseconds within = 20s) {
  const auto end = std::chrono::steady_clock::now() + within;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(5ms);
  }
  return true;
}

template <class T>
T take(const Pending<T>& pending) {
  auto outcome = pending.get(20s);
  if (!outcome) throw std::runtime_error(outcome.failure().operation + ": " + outcome.failure().error);
  return std::move(*outcome);
}

/// A list that callbacks add to. Copies share it, for callbacks may come when the test is over.
template <class T>
class Inbox {
 public:
  void add(T one) const {
    const std::lock_guard lock(state_->mutex);
    state_->list.push_back(std::move(one));
  }
  std::vector<T> all() const {
    const std::lock_guard lock(state_->mutex);
    return state_->list;
  }
  std::size_t size() const { return all().size(); }

 private:
  struct State {
    std::mutex mutex;
    std::vector<T> list;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

/// Frames that tell their number, at a pace, until destroyed. Key frames when asked, and the first.
class Camera {
 public:
  Camera(std::shared_ptr<LocalTrack> track, std::size_t size) : track_(std::move(track)), size_(size) {
    track_->on_keyframe_wanted([wanted = keyframe_] { *wanted = true; });
    thread_ = std::thread([this] { run(); });
  }
  ~Camera() {
    stop_ = true;
    thread_.join();
  }
  /// What a frame must look like: byte 0 is VP8's (bit 0 clear: key frame), then its number, then filling.
  static bool intact(const Frame& frame, std::size_t size) {
    if (frame.bytes.size() != size) return false;
    const std::uint8_t fill = static_cast<std::uint8_t>(frame.bytes[1] * 7 + 3);
    return std::all_of(frame.bytes.begin() + 2, frame.bytes.end(), [&](std::uint8_t byte) { return byte == fill; });
  }

 private:
  void run() {
    for (std::uint32_t n = 0; !stop_; ++n) {
      std::vector<std::uint8_t> bytes(size_, static_cast<std::uint8_t>(static_cast<std::uint8_t>(n) * 7 + 3));
      bytes[0] = keyframe_->exchange(false) || track_->kind() == TrackType::AUDIO ? 0 : 1;
      bytes[1] = static_cast<std::uint8_t>(n);
      track_->write_frame(bytes, n * (track_->kind() == TrackType::VIDEO ? 1800 : 960));
      std::this_thread::sleep_for(20ms);
    }
  }
  std::shared_ptr<LocalTrack> track_;
  const std::size_t size_;
  const std::shared_ptr<std::atomic<bool>> keyframe_ = std::make_shared<std::atomic<bool>>(true);
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

class Sdk : public testing::Test {
 protected:
  std::unique_ptr<SfuExtended> login(const std::string& id) {
    server_.add_user(id);
    return connect(id);
  }
  std::unique_ptr<SfuExtended> connect(const std::string& id) {
    auto client = std::make_unique<SfuExtended>(context_);
    const auto user = take(client->connect({.url = server_.url(), .username = id, .password = "secret1"}));
    EXPECT_EQ(user.username, id);
    return client;
  }

  TemporaryFolder folder_;
  ServerProcess server_{folder_.path()};
  sdk::Context context_;
};

}  // namespace parley::test
