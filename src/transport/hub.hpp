#pragma once
// Who is connected where, and the way of a frame from any thread to the loops.
#include <array>
#include <cstdint>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "transport/inbox.hpp"
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
  Inbox& inbox_of(ConnectionId connection) { return *inboxes_[connection % max_loops % inboxes_.size()]; }

  /// A user's events flow to the connection from now on, behind its first frame.
  void admit(ConnectionId connection, std::string user, Frame first_frame);
  void forget(ConnectionId connection, std::string_view user);
  bool connected(std::string_view user) const;
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

  Shard& shard(std::string_view user) { return shards_[Hash{}(user) % shard_count]; }
  const Shard& shard(std::string_view user) const { return shards_[Hash{}(user) % shard_count]; }

  std::vector<std::unique_ptr<Inbox>> inboxes_;
  std::array<Shard, shard_count> shards_;
  std::atomic<std::uint64_t> last_number_;
  const std::uint64_t node_;
};

}  // namespace parley::transport
