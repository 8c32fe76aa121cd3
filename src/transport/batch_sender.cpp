#include "transport/batch_sender.hpp"

#include <liburing.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace parley::transport {
namespace {

// So many at a time are handed to the kernel; what they carry stays in the cache of the first level meanwhile.
constexpr unsigned entries = 128;

IoResult result_of(int result) {
  if (result > 0) return {IoStatus::done, static_cast<std::size_t>(result)};
  // An interrupted one is tried again when the socket says that it takes more, which it does.
  if (result == 0 || result == -EAGAIN || result == -EINTR) return {IoStatus::blocked};
  return {IoStatus::failed};
}

}  // namespace

BatchSender::BatchSender() = default;

BatchSender::~BatchSender() {
  if (ring_) ::io_uring_queue_exit(ring_.get());
}

bool BatchSender::available() {
  if (std::exchange(asked_, true)) return ring_ != nullptr;
  auto ring = std::make_unique<io_uring>();
  // Kernels before 6.1 don't know the first flags: then without.
  for (const unsigned flags : {IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN, IORING_SETUP_COOP_TASKRUN}) {
    if (::io_uring_queue_init(entries, ring.get(), flags) == 0) {
      ring_ = std::move(ring);
      return true;
    }
  }
  return false;
}

std::span<const IoResult> BatchSender::send(std::span<const int> sockets, std::string_view bytes) {
  results_.assign(sockets.size(), IoResult{IoStatus::failed});
  const std::span<IoResult> results(results_);
  for (std::size_t from = 0; from < sockets.size(); from += entries) {
    if (!ring_) break;
    const std::size_t count = std::min<std::size_t>(entries, sockets.size() - from);
    send_some(sockets.subspan(from, count), bytes, results.subspan(from, count));
  }
  return results_;
}

void BatchSender::send_some(std::span<const int> sockets, std::string_view bytes, std::span<IoResult> results) {
  for (std::size_t i = 0; i < sockets.size(); ++i) {
    io_uring_sqe* const entry = ::io_uring_get_sqe(ring_.get());
    // Without waiting, so that each is over when it has been handed in.
    ::io_uring_prep_send(entry, sockets[i], bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::io_uring_sqe_set_data64(entry, i);
  }
  std::size_t left = sockets.size();
  while (left > 0) {
    const int submitted = ::io_uring_submit_and_wait(ring_.get(), static_cast<unsigned>(left));
    if (submitted < 0 && submitted != -EINTR && submitted != -EAGAIN && submitted != -EBUSY) {
      // What has left of the rest nobody knows: these connections end.
      ::io_uring_queue_exit(ring_.get());
      ring_.reset();
      return;
    }
    unsigned head = 0;
    unsigned seen = 0;
    io_uring_cqe* completion = nullptr;
    io_uring_for_each_cqe(ring_.get(), head, completion) {
      results[::io_uring_cqe_get_data64(completion)] = result_of(completion->res);
      ++seen;
    }
    ::io_uring_cq_advance(ring_.get(), seen);
    left -= seen;
  }
}

}  // namespace parley::transport
