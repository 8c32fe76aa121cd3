#pragma once
// One connection to the server: handshake, correlation, dispatch, liveness. The classes of the public API stand on it.
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "parley/events.h"
#include "parley/log_options.h"
#include "parley/pending.h"
#include "protocol/envelope_types.hpp"
#include "protocol/frame.hpp"
#include "protocol/tables.hpp"
#include "web_socket.hpp"

namespace parley::sdk {

struct Liveness {
  std::chrono::milliseconds ping_interval{5000};
  int failed_probes_threshold = 5;
};

/// Home thread: one loop of the context. send() and call() may be used on any thread.
class Client : public std::enable_shared_from_this<Client> {
 public:
  /// Gets every event that names a room, before all others.
  using RoomHandler = std::function<bool(const protocol::ServerFrame&)>;
  using Settle = std::function<void(Outcome<protocol::Json>)>;

  Client(Context::Impl& context, Loop& loop, LogOptions log = {})
      : context_(context), loop_(loop), log_(std::move(log)) {}

  Loop& loop() { return loop_; }
  Context::Impl& context() { return context_; }

  struct Ended {
    bool clean;
    int code;
    std::string reason;
  };
  /// Opens and logs in; `done` gets the user data or why not, `ended` the end of an established connection. Loop only.
  void connect(std::string url, protocol::ConnectionRequest request, std::chrono::milliseconds timeout,
               Liveness liveness, std::function<void(Outcome<protocol::InitialUserData>)> done,
               std::function<void(Ended)> ended);
  /// Closes as the protocol wants it; calls under way fail. Loop only.
  void disconnect();
  /// Whether there is a socket, open or not yet or not any more. Loop only.
  bool connected() const { return socket_ != nullptr; }
  /// Ends without a word. Loop only.
  void abandon();

  /// Sends a call; `settle` gets the whole answer. Any thread.
  template <class Call>
  void call(const Call& call, Settle settle) {
    const std::string id = fresh_id();
    start(id, std::string(Call::info.operation), protocol::call_frame(call, id), std::move(settle));
  }
  /// A call that wants no answer; on the loop it is sent at once, before calls still queued. Any thread.
  template <class Call>
  void send(const Call& call) {
    send_text(protocol::call_frame(call, ""));
  }
  /// An exchange whose answer carries an id that is not ours to choose: `frame` goes out as it is, as text or as
  /// binary. Fails when another one waits for the same id. Loop only.
  void exchange(std::string id, std::string_view operation, std::string_view frame, bool binary, Settle settle);
  /// Gets each event before anybody else, and before the call it answers is settled. Loop only, before connect().
  void on_event_first(std::function<void(const protocol::ServerFrame&)> watcher) { watcher_ = std::move(watcher); }
  /// Gets binary frames. Loop only, before connect().
  void on_binary(std::function<void(std::string_view)> handler) { binary_handler_ = std::move(handler); }
  /// Says with which text calls fail when the connection ends. Loop only, before connect().
  void explain_end(std::function<std::string(const Ended&)> explain) { explain_end_ = std::move(explain); }
  void on_room_event(RoomHandler handler) { room_handler_ = std::move(handler); }
  /// Gives the call this frame answers its payload; false: it answers none. Loop only.
  bool settle(const protocol::ServerFrame& frame);

  /// Subscriptions by event name. Any thread; handlers run on the loop.
  Subscriptions events;

 private:
  static std::string fresh_id();
  void start(std::string id, std::string operation, std::string frame, Settle settle);
  void send_text(std::string text);
  void on_text(std::string_view text);
  void on_event(const protocol::ServerFrame& frame);
  void watch();
  void on_ended(Ended how);
  void fail_pending(const std::string& why);
  /// A line of these parts, if anybody wants it. Loop only.
  template <class... Parts>
  void log(protocol::Verbosity level, const Parts&... parts) const {
    if (level <= log_.level) write_log(level, {std::string_view(parts)...});
  }
  void write_log(protocol::Verbosity level, std::initializer_list<std::string_view> parts) const;

  struct Waiting {
    std::string operation;
    Settle settle;
  };
  Context::Impl& context_;
  Loop& loop_;
  const LogOptions log_;
  std::shared_ptr<WebSocket> socket_;
  bool established_ = false;
  std::function<void(Outcome<protocol::InitialUserData>)> done_;
  std::function<void(Ended)> ended_;
  std::unordered_map<std::string, Waiting> pending_;
  RoomHandler room_handler_;
  std::function<void(const protocol::ServerFrame&)> watcher_;
  std::function<void(std::string_view)> binary_handler_;
  std::function<std::string(const Ended&)> explain_end_;
  Liveness liveness_;
  int silent_periods_ = 0;
  Loop::TimerId watch_timer_ = 0;
};

}  // namespace parley::sdk
