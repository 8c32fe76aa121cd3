#pragma once
#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "domain/attachments/file_wire.hpp"
#include "transport/transport.hpp"

namespace parley::server {

/// Leads the transfer of files to the transport, which has to be attached before the first connection. Thread-safe.
class TransportFileWire final : public domain::FileWire {
 public:
  void attach(transport::Server& transport) { transport_ = &transport; }

  void send_text(events::ConnectionId connection, std::string frame) override {
    transport().send(connection, std::make_shared<const std::string>(std::move(frame)));
  }
  void send_bytes(events::ConnectionId connection, std::string frame, std::function<void(bool)> sent) override {
    transport().send_binary(connection, std::make_shared<const std::string>(std::move(frame)), std::move(sent));
  }
  void pause_reading(events::ConnectionId connection) override { transport().pause_reading(connection); }
  void resume_reading(events::ConnectionId connection) override { transport().resume_reading(connection); }

 private:
  /// Whoever has a connection has come through it.
  transport::Server& transport() { return *transport_.load(); }

  std::atomic<transport::Server*> transport_ = nullptr;
};

}  // namespace parley::server
