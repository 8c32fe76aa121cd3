#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/fanout.hpp"
#include "bench/sockets.hpp"

namespace parley::bench {

/// A multi-user chat (XEP-0045) of another server, with clients that speak as much XMPP as that takes and only look for
/// a few words in what they get. Users log in as anonymous ones (XEP-0175), so each is another user. Everybody gets
/// every message, the sender's own copy being his acknowledgement.
class XmppRoom final : public Fanout {
 public:
  /// A server on 127.0.0.1 that serves `localhost` and its rooms at `conference.localhost`.
  XmppRoom(std::uint16_t port, std::size_t occupants);
  /// Everybody logs in and enters the room. Throws when that takes more than five minutes, or when the room's messages
  /// aren't archived (XEP-0313).
  void set_up();

  std::size_t receivers() const override { return occupants_; }
  void serve(Time until) override { sockets_.serve(until); }
  std::uint64_t bytes_received() const override { return sockets_.bytes_received(); }

 protected:
  void send_as(std::size_t sender, std::uint64_t number, std::string_view body) override;

 private:
  enum class Stage { opened, authenticating, authenticated, binding, entering, inside };
  struct Client {
    Stage stage = Stage::opened;
    std::string in;  ///< not understood yet
  };
  void take(std::size_t client, std::string_view bytes);
  /// Goes on with the login when what it waits for is there.
  void go_on(std::size_t client);
  void take_messages(std::size_t client);

  const std::size_t occupants_;
  std::vector<Client> clients_;
  std::size_t inside_ = 0;
  bool archived_ = false;
  Sockets sockets_;
};

}  // namespace parley::bench
