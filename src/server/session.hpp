#pragma once
#include <string>
#include <string_view>

#include "events/bus.hpp"
#include "server/call_queue.hpp"

namespace parley::server {

/// One connection as the server sees it: which application it serves and who is behind it.
/// `app`, `user` and `token_hash` are set once, before the first call can arrive.
struct Session {
  events::ConnectionId connection = 0;
  std::string_view app;        ///< application key (protocol/enums.hpp, apps)
  std::string user;            ///< user id; for the plain client an id made for this connection; empty when anonymous
  std::string nickname;        ///< the plain client's
  std::string remote_address;  ///< of the client, as trusted proxies tell it
  std::string token_hash;      ///< of the login token, for logout
  bool gone = false;           ///< the connection has ended; touched on the storage writer thread only
  CallQueue queue;
};

}  // namespace parley::server
