#pragma once
// From frames to calls: the login handshake, who may call what, the order of calls, one answer for each.
#include <memory>
#include <string>
#include <string_view>

#include "domain/users/login.hpp"
#include "server/call_table.hpp"
#include "server/live_sessions.hpp"
#include "storage/storage.hpp"
#include "transport/transport.hpp"

namespace parley::server {

/// Told when a user has logged in on a connection that is still there; runs in the write body that completes the login.
using OnEntered =
    std::function<void(storage::Transaction&, const std::string& user, transport::ConnectionId connection)>;
/// Told when a connection is gone; runs in a write body.
using OnGone = std::function<void(storage::Transaction&, const Session&)>;

/// Gets the binary frames of users, on the connection's loop.
using OnBytes = std::function<void(transport::ConnectionId, std::string)>;

/// Lives as long as the transport that calls it. Thread-safe.
class Application final : public transport::Application {
 public:
  Application(storage::Database& database, LiveSessions& sessions, const CallTable& calls, OnEntered on_entered,
              OnGone on_gone, OnBytes on_bytes = {});

  /// Before the first connection: whom to answer through, and who lets users in.
  void attach(transport::Server& transport, domain::Login& login) {
    transport_ = &transport;
    login_ = &login;
  }

  void on_connection(transport::ConnectionId connection, std::string_view remote_address, std::string text) override;
  void on_text(transport::ConnectionId connection, std::string text, transport::Stamp now) override;
  void on_binary(transport::ConnectionId connection, std::string bytes) override;
  void on_closed(transport::ConnectionId connection) override;

 private:
  struct Running;

  void log_in(const std::shared_ptr<Session>& session, protocol::ConnectionRequest request);
  void admit_user(const std::shared_ptr<Session>& session, domain::LoggedIn login);
  void admit_plain(const std::shared_ptr<Session>& session, const protocol::ConnectionCustom& custom);
  void admit_anonymous(const std::shared_ptr<Session>& session, std::string user);
  void run(std::shared_ptr<Session> session, RequestPointer request, Job job, transport::Stamp now);
  void start_read(const std::shared_ptr<Running>& running);
  void run_read(const std::shared_ptr<Running>& running);
  void start_write(const std::shared_ptr<Running>& running);
  void finish_read(const std::shared_ptr<Running>& running);
  void run_write(const std::shared_ptr<Running>& running, CallQueue::Kind counted_as);
  void answer(transport::ConnectionId connection, std::string frame);

  storage::Database& database_;
  LiveSessions& sessions_;
  const CallTable& calls_;
  const OnEntered on_entered_;
  const OnGone on_gone_;
  const OnBytes on_bytes_;
  transport::Server* transport_ = nullptr;
  domain::Login* login_ = nullptr;
};

}  // namespace parley::server
