#pragma once
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "events/bus.hpp"
#include "server/call_queue.hpp"

namespace parley::server {

/// One connection as the server sees it: which application it serves and who is behind it.
/// `app`, `user` and `token_hash` are set once, before the first call can arrive.
struct Session {
  events::ConnectionId connection = 0;
  std::string_view app;    ///< application key (protocol/enums.hpp, apps)
  std::string user;        ///< user id; for the plain client an id made for this connection; empty when anonymous
  std::string nickname;    ///< the plain client's
  std::string token_hash;  ///< of the login token, for logout
  bool gone = false;       ///< the connection has ended; touched on the storage writer thread only
  CallQueue queue;
};

/// All sessions by connection. Thread-safe.
class Sessions {
 public:
  std::shared_ptr<Session> add(events::ConnectionId connection) {
    auto session = std::make_shared<Session>();
    session->connection = connection;
    const std::unique_lock lock(mutex_);
    sessions_[connection] = session;
    return session;
  }
  std::shared_ptr<Session> find(events::ConnectionId connection) const {
    const std::shared_lock lock(mutex_);
    const auto found = sessions_.find(connection);
    return found == sessions_.end() ? nullptr : found->second;
  }
  std::shared_ptr<Session> remove(events::ConnectionId connection) {
    const std::unique_lock lock(mutex_);
    const auto found = sessions_.find(connection);
    if (found == sessions_.end()) return nullptr;
    auto session = std::move(found->second);
    sessions_.erase(found);
    return session;
  }

 private:
  mutable std::shared_mutex mutex_;
  std::unordered_map<events::ConnectionId, std::shared_ptr<Session>> sessions_;
};

}  // namespace parley::server
