#pragma once
// Who is connected where, and the way of a frame from any thread to the loops.
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "transport/inbox.hpp"
#include "transport/reaches.hpp"
#include "transport/transport.hpp"

namespace parley::transport {

/// Connections by user, and the loops' inboxes. The bus, handlers and callers hold it by shared_ptr and may use it even
/// after the server has ended. Thread-safe.
class Hub {
 public:
  explicit Hub(std::size_t loops);

  /// Ids rise with time, also over restarts; the lowest bits are the loop's number.
  ConnectionId new_id(std::size_t loop);
  static constexpr std::size_t max_loops = 64;

  Inbox& inbox(std::size_t loop) { return *inboxes_[loop]; }
  /// To a connection's loop, or a loop by its number. False when it has ended: the command is left to the caller.
  bool push(ConnectionId connection, Command&& command) { return push_to(loop_of(connection), std::move(command)); }
  bool push_to(std::size_t loop, Command&& command);
  /// Between the two, a loop that sleeps is not woken for what the calling thread pushes, but once at the end (or when
  /// it has taken a while). One thread only.
  void hold();
  void release();

  /// A user's events flow to the connection from now on, behind its first frame.
  void admit(ConnectionId connection, std::string user, Frame first_frame);
  void forget(ConnectionId connection, std::string_view user);
  bool connected(std::string_view user) const;
  std::vector<std::size_t> absent(const events::Audience& audience) const { return reach(audience)->absent; }
  /// One inbox entry for each loop that has receivers, of many frames a few.
  void deliver(const events::Event& event);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  struct Shard {
    mutable std::shared_mutex mutex;
    std::unordered_map<std::string, std::vector<ConnectionId>, Hash, std::equal_to<>> users;
  };
  static constexpr std::size_t shard_count = 32;
  using Users = decltype(Shard::users);

  /// Calls `look(users of the shard, user)` for each user, under the shard's lock: of many users each lock is taken
  /// once for all.
  template <class Look>
  void look_up(const std::vector<std::string>& users, const Look& look) const;

  std::size_t loop_of(ConnectionId connection) const { return connection % max_loops % inboxes_.size(); }
  void wake_loops();
  std::shared_ptr<const Reach> reach(const events::Audience& audience) const;
  /// Where the event's receivers are, when it names more than an audience.
  std::vector<std::shared_ptr<Receivers>> receivers(const events::Event& event) const;
  /// The connections of a user.
  std::vector<ConnectionId> connections_of(const std::string& user) const;
  void add(std::vector<std::shared_ptr<Receivers>>& receivers, ConnectionId connection) const;

  Shard& shard(std::string_view user) { return shards_[Hash{}(user) % shard_count]; }
  const Shard& shard(std::string_view user) const { return shards_[Hash{}(user) % shard_count]; }

  std::vector<std::unique_ptr<Inbox>> inboxes_;
  std::array<Shard, shard_count> shards_;
  std::atomic<std::uint64_t> changes_ = 0;  ///< comings and goings, counted while the shard is locked
  mutable Reaches reaches_;
  std::atomic<std::thread::id> holder_{};
  std::chrono::steady_clock::time_point held_since_;  ///< the holder's
  std::atomic<std::uint64_t> last_number_;
  const std::uint64_t node_;
};

}  // namespace parley::transport
