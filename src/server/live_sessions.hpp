#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "server/session.hpp"
#include "transport/transport.hpp"

namespace parley::server {

/// Everybody who is connected: sessions by connection, and those of accounts by user. Thread-safe.
class LiveSessions {
 public:
  /// Before the first connection: who closes connections.
  void attach(transport::Server& transport) { transport_ = &transport; }

  std::shared_ptr<Session> add(events::ConnectionId connection);
  /// The login is done: from now on the session belongs to the user and to the login with this token.
  void log_in(const std::shared_ptr<Session>& session, std::string user, std::string token_hash);
  std::shared_ptr<Session> find(events::ConnectionId connection) const;
  std::shared_ptr<Session> remove(events::ConnectionId connection);

  /// Hashes of the tokens by which the user is connected.
  std::set<std::string> logins_of(const std::string& user) const;
  bool in_use(const std::string& token_hash) const;

  /// Closes the connections of one login, or of all the user's. No write of theirs is performed any more. On the
  /// storage writer thread, after what ends them is committed.
  void end_login(const std::string& token_hash, std::string_view reason);
  void end_user(const std::string& user, std::string_view reason);

 private:
  using List = std::vector<std::shared_ptr<Session>>;
  void end(const List& sessions, std::string_view reason);

  transport::Server* transport_ = nullptr;
  mutable std::shared_mutex mutex_;
  std::unordered_map<events::ConnectionId, std::shared_ptr<Session>> sessions_;
  std::unordered_map<std::string, List> by_user_;
  std::unordered_map<std::string, List> by_token_;
};

}  // namespace parley::server
