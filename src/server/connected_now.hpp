#pragma once
#include <atomic>
#include <string_view>

#include "events/bus.hpp"
#include "transport/transport.hpp"

namespace parley::server {

/// Who is connected, for services that are made before the transport is: nobody until it is attached. Thread-safe.
class ConnectedNow final : public events::Connections {
 public:
  void attach(const transport::Server& transport) { transport_ = &transport; }
  bool connected(std::string_view user) const override {
    const transport::Server* transport = transport_;
    return transport && transport->connected(user);
  }

 private:
  std::atomic<const transport::Server*> transport_ = nullptr;
};

}  // namespace parley::server
