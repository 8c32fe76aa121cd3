#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "parley/context.h"
#include "parley/events.h"
#include "parley/pending.h"
#include "parley/room_extended.h"
#include "protocol/enums.hpp"
#include "protocol/frame.hpp"

namespace parley::sdk {

/// How to connect without an account.
struct PlainConnectOptions {
  std::string url;  ///< ws://host:port/ or wss://…
  std::string nickname{};
  std::string logGroup{};                         ///< groups the server's logs and statistics, nothing else
  std::chrono::milliseconds timeout{10'000};      ///< for the socket to open
  std::chrono::milliseconds pingInterval{5'000};  ///< 0: the server's pings are not watched
  int failedProbesThreshold = 5;                  ///< silent intervals after which the connection counts as lost
};

/// A connection without an account, for one meeting at a time. Threads, callbacks and failures as for SfuExtended.
class Sfu {
 public:
  struct RoomOptions {
    std::string name;  ///< the room's id too
    std::string pin{};
  };

  Sfu();  ///< with a Context of its own
  explicit Sfu(Context& context);
  ~Sfu();
  Sfu(const Sfu&) = delete;
  Sfu& operator=(const Sfu&) = delete;

  /// Fires CONNECTED, or FAILED.
  Pending<Done> connect(PlainConnectOptions options);
  /// Leaves the room, waits for the answer, and closes; settles when the socket is closed. Fires DISCONNECTED, as every
  /// close does; a connection that is lost fires FAILED.
  Pending<Done> disconnect();
  protocol::State state() const;
  std::string nickname() const;

  /// Sends nothing: the server makes the room when the first participant joins it. Fails while there is another one
  /// that is not over.
  Outcome<std::shared_ptr<RoomExtended>> createRoom(RoomOptions options);
  /// The newest; null when there was none on this connection.
  std::shared_ptr<RoomExtended> room() const;

  template <class T, class Callback>
  Subscription on(protocol::SfuEvent event, Callback callback) {
    return on_json(protocol::wire(event), [callback = std::move(callback)](const protocol::Json& payload) {
      if (const auto value = protocol::decode<T>(payload)) callback(*value);
    });
  }
  Subscription on(protocol::SfuEvent event, std::function<void()> callback) {
    return on_json(protocol::wire(event), [callback = std::move(callback)](const protocol::Json&) { callback(); });
  }
  Subscription on_json(std::string_view event, Subscriptions::Handler handler);
  void off(Subscription subscription);

  class Impl;

 private:
  std::unique_ptr<Context> own_context_;
  std::shared_ptr<Impl> impl_;
};

}  // namespace parley::sdk
