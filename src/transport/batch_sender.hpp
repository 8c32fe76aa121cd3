#pragma once
// One text for many sockets with few system calls.
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "transport/stream.hpp"

struct io_uring;

namespace parley::transport {

/// By io_uring, where the kernel has it (5.19) and lets us: some containers forbid it. Never waits for a socket.
/// Confined to one thread.
class BatchSender {
 public:
  BatchSender();
  ~BatchSender();
  BatchSender(const BatchSender&) = delete;
  BatchSender& operator=(const BatchSender&) = delete;

  /// Asks the kernel the first time.
  bool available();
  /// What came of each socket, as Stream::write says it; valid until the next call. Only when available.
  std::span<const IoResult> send(std::span<const int> sockets, std::string_view bytes);

 private:
  void send_some(std::span<const int> sockets, std::string_view bytes, std::span<IoResult> results);

  std::unique_ptr<io_uring> ring_;
  bool asked_ = false;
  std::vector<IoResult> results_;
};

}  // namespace parley::transport
