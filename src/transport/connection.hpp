#pragma once
// One accepted socket.
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "transport/outgoing_queue.hpp"
#include "transport/session.hpp"
#include "transport/stream.hpp"

namespace parley::transport {

class Loop;

/// Moves bytes between the socket, the session and the queue of what is to be sent, and ends the connection in order.
/// Owned by its loop and confined to it. It holds no buffer while idle.
class Connection {
 public:
  Connection(Loop& loop, ConnectionId id, std::unique_ptr<Stream> stream, std::string address);
  ~Connection();

  // For the loop.
  void on_ready(std::uint32_t epoll_events);
  void read_again() { read(); }
  Time deadline() const;
  void on_deadline(Time now);
  void flush();
  bool gone() const { return state_ == State::gone; }
  Session& session() { return *session_; }
  Time armed = never;    ///< when the loop will look at the deadline
  bool touched = false;  ///< the loop will flush it at the end of this turn
  // The loop's marks while it delivers events:
  bool singled_out = false;
  std::uint64_t visit = 0;  ///< the last one: who is named twice is visited once

  // For the session.
  ConnectionId id() const { return id_; }
  const std::string& address() const { return address_; }
  /// From now on it serves this client, whom a proxy has brought. False: there are too many from there.
  bool belongs_to(std::string client);
  bool secure() const { return stream_->secure(); }
  Loop& loop() { return loop_; }
  OutgoingQueue& outgoing() { return outgoing_; }
  /// After something was queued.
  void flush_later();
  /// Whole frames that many others get too. Written at once (or in a batch with the others') if nothing waits and the
  /// loop wants it, since what a connection needs is at hand now and will not be at the turn's end. Else queued.
  void send_shared(const Frame& bytes);
  /// What came of the batch.
  void sent_shared(const Frame& bytes, IoResult result);
  int socket() const { return stream_->socket(); }
  /// The session to speak from now on; it gets the bytes already read. The present one is freed when its call returns.
  void become(std::unique_ptr<Session> session, std::string leftover);
  /// Also for the loop. No on_bytes until reading is resumed: what comes waits in the kernel.
  void pause_reading() { paused_ = true; }
  void resume_reading();
  /// Sends what is queued, then ends the stream and waits (up to the close deadline) for the client to do so too.
  /// What still comes in is thrown away.
  void finish();
  /// Ends at once, with a reset.
  void abort();

 private:
  enum class State { open, finishing, lingering, gone };

  void read();
  void take(std::span<std::uint8_t> bytes);
  void switch_session();
  void end_of_input();
  void end();

  Loop& loop_;
  const ConnectionId id_;
  const std::unique_ptr<Stream> stream_;
  std::string address_;
  OutgoingQueue outgoing_;
  std::unique_ptr<Session> session_;
  std::unique_ptr<Session> next_session_;
  std::string leftover_;
  State state_ = State::open;
  bool paused_ = false;
  bool unread_ = false;      // epoll has told of input that is not read yet, and won't tell again
  bool peer_ended_ = false;  // … and of the end of it
  bool input_over_ = false;
  Time finish_by_ = never;
  Time written_by_ = never;  // the client has to take something by then
};

}  // namespace parley::transport
