#pragma once
#include <functional>
#include <string>

#include "events/bus.hpp"

namespace parley::domain {

/// How the transfer of files reaches connections; the server's side knows what they are. Thread-safe, never blocks.
/// Frames of one calling thread keep their order. What is meant for a connection that is gone is dropped.
class FileWire {
 public:
  virtual ~FileWire() = default;
  virtual void send_text(events::ConnectionId connection, std::string frame) = 0;
  /// `sent` is called once, on a network loop: true when the bytes have left, false when they never will.
  virtual void send_bytes(events::ConnectionId connection, std::string frame, std::function<void(bool)> sent) = 0;
  /// A pair: what the client sends between the two waits in its socket.
  virtual void pause_reading(events::ConnectionId connection) = 0;
  virtual void resume_reading(events::ConnectionId connection) = 0;
};

/// Runs work that blocks on files, on a thread of its own sort; never refuses, never runs it before it returns.
using FileWork = std::function<void(std::function<void()>)>;

}  // namespace parley::domain
