#pragma once
#include <atomic>
#include <cstddef>
#include <string_view>
#include <vector>

#include "events/bus.hpp"
#include "transport/transport.hpp"

namespace parley::server {

/// The transport, for what is made before it is. Until it is attached nobody is connected. Thread-safe.
class ConnectedNow final : public events::Connections {
 public:
  void attach(transport::Server& transport) { transport_ = &transport; }
  bool connected(std::string_view user) const override {
    const transport::Server* transport = transport_;
    return transport && transport->connected(user);
  }
  std::vector<std::size_t> absent(const events::Audience& audience) const override {
    const transport::Server* transport = transport_;
    return transport ? transport->absent(audience) : Connections::absent(audience);
  }
  void hold() const {
    if (transport::Server* transport = transport_) transport->hold();
  }
  void release() const {
    if (transport::Server* transport = transport_) transport->release();
  }

 private:
  std::atomic<transport::Server*> transport_ = nullptr;
};

}  // namespace parley::server
