#pragma once
// How other threads tell a loop what to do.
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include "transport/receivers.hpp"
#include "transport/session.hpp"
#include "transport/transport.hpp"
#include "transport/websocket_decoder.hpp"

namespace parley::transport {

/// A socket just accepted.
struct AdoptSocket {
  int socket;
  std::string address;
};
struct AdmitConnection {
  ConnectionId connection;
  std::string user;
  Frame first_frame;
};
struct SendFrame {
  ConnectionId connection;
  WebSocketDecoder::Kind kind;
  Frame payload;
  Server::Sent sent;
};
/// An answer, unless news has overtaken it.
struct SendAnswer {
  ConnectionId connection;
  Frame payload;
  Stamp stamp;
  Server::Settled settled;
};
struct TakeStamp {
  ConnectionId connection;
  std::function<void(Stamp)> taken;
};
/// An event of the bus, for those of its receivers that live on this loop.
struct DeliverEvent {
  Delivery delivery;
  std::shared_ptr<Receivers> receivers;
  std::vector<ConnectionId> except{};  ///< few
};
struct PauseReading {
  ConnectionId connection;
  bool paused;
};
struct CloseConnection {
  ConnectionId connection;
  std::uint16_t code;
  std::string reason;
};
struct AnswerRequest {
  ConnectionId connection;
  std::uint64_t request;  ///< which of the connection's requests
  HttpResponse response;
};
/// No more accepting; with `stop` the loop ends at once, else each connection is closed with 1001.
struct EndLoop {
  bool stop;
};
using Command = std::variant<AdoptSocket, AdmitConnection, SendFrame, SendAnswer, TakeStamp, DeliverEvent, PauseReading,
                             CloseConnection, AnswerRequest, EndLoop>;

/// A loop's queue of commands: any thread pushes, the loop takes all at once. However many are pushed while it sleeps,
/// it is woken once. Outlives the loop, so that late callers meet a closed box instead of freed memory. Thread-safe.
class Inbox {
 public:
  Inbox();
  ~Inbox();
  Inbox(const Inbox&) = delete;
  Inbox& operator=(const Inbox&) = delete;

  /// False when the loop has ended: the command is left to the caller. Without `wakes` a sleeping loop sleeps on until
  /// the next push, or wake().
  bool push(Command&& command, bool wakes = true);
  /// Wakes a loop that sleeps though there is something for it.
  void wake();

  /// The loop's side. What to watch for readability (edge-triggered, never read):
  int wake_descriptor() const { return wake_descriptor_; }
  /// True when the loop may sleep; from then on a push wakes it.
  bool try_sleep();
  void take(std::vector<Command>& into);
  /// Refuses further commands and gives back what is left.
  std::vector<Command> close();

 private:
  void ring();

  std::mutex mutex_;
  std::vector<Command> commands_;
  bool sleeping_ = false;
  bool closed_ = false;
  int wake_descriptor_;
};

}  // namespace parley::transport
