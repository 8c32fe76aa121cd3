#include "media/dtls/datagram_bio.hpp"

#include <algorithm>

namespace parley::media {
namespace {

constexpr std::size_t kMaxOutgoing = 64;

DatagramQueue& queue_of(BIO* bio) { return *static_cast<DatagramQueue*>(BIO_get_data(bio)); }

int write_datagram(BIO* bio, const char* data, int size) {
  DatagramQueue& queue = queue_of(bio);
  if (size <= 0) return 0;
  // UDP may lose packets: beyond the limit we do it ourselves. No flight is that long.
  if (queue.outgoing.size() < kMaxOutgoing) queue.outgoing.emplace_back(data, data + size);
  return size;
}

int read_datagram(BIO* bio, char* out, int capacity) {
  BIO_clear_retry_flags(bio);
  DatagramQueue& queue = queue_of(bio);
  if (queue.incoming.empty()) {
    BIO_set_retry_read(bio);
    return -1;
  }
  const int size = static_cast<int>(std::min<std::size_t>(queue.incoming.size(), static_cast<std::size_t>(capacity)));
  std::copy_n(queue.incoming.begin(), size, out);
  queue.incoming = {};  // a datagram that doesn't fit loses its rest, as with a socket
  return size;
}

long control(BIO* bio, int command, long, void* argument) {
  DatagramQueue& queue = queue_of(bio);
  switch (command) {
    case BIO_CTRL_FLUSH:
      return 1;
    case BIO_CTRL_DGRAM_QUERY_MTU:
    case BIO_CTRL_DGRAM_GET_MTU:
    case BIO_CTRL_DGRAM_GET_FALLBACK_MTU:
      return static_cast<long>(queue.mtu);
    case BIO_CTRL_DGRAM_SET_NEXT_TIMEOUT: {
      auto* deadline = static_cast<timeval*>(argument);
      queue.deadline = timer_can_be_driven() ? deadline : nullptr;
      queue.timer_started = deadline && (deadline->tv_sec || deadline->tv_usec);
      return 0;
    }
    default:
      return 0;
  }
}

int create(BIO* bio) {
  BIO_set_init(bio, 1);
  return 1;
}

}  // namespace

void DatagramQueue::expire_timer() {
  if (!deadline || (!deadline->tv_sec && !deadline->tv_usec)) return;  // zero: the timer doesn't run
  deadline->tv_sec = 1;
  deadline->tv_usec = 0;
}

bool timer_can_be_driven() { return OpenSSL_version_num() < 0x30200000UL; }

BioMethodPtr make_datagram_bio_method() {
  BioMethodPtr method(BIO_meth_new(BIO_TYPE_SOURCE_SINK | BIO_get_new_index(), "parley datagrams"));
  require(method && BIO_meth_set_write(method.get(), write_datagram) &&
              BIO_meth_set_read(method.get(), read_datagram) && BIO_meth_set_ctrl(method.get(), control) &&
              BIO_meth_set_create(method.get(), create),
          "cannot make a datagram BIO");
  return method;
}

BIO* make_datagram_bio(const BIO_METHOD& method, DatagramQueue& queue) {
  BIO* bio = BIO_new(&method);
  if (bio) BIO_set_data(bio, &queue);
  return bio;
}

}  // namespace parley::media
