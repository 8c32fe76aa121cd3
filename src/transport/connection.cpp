#include "transport/connection.hpp"

#include <sys/epoll.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <utility>

#include "transport/http_session.hpp"
#include "transport/loop.hpp"

namespace parley::transport {
namespace {

// What one connection may read before the others have their turn.
constexpr std::size_t read_share = 256u << 10;

}  // namespace

Connection::Connection(Loop& loop, ConnectionId id, std::unique_ptr<Stream> stream, std::string address)
    : loop_(loop), id_(id), stream_(std::move(stream)), address_(std::move(address)) {
  session_ = std::make_unique<HttpSession>(*this);
}

Connection::~Connection() = default;

bool Connection::belongs_to(std::string client) {
  Shared& shared = loop_.shared();
  if (client == address_) return true;
  if (!shared.count.move(shared.place_of(address_), shared.place_of(client))) return false;
  address_ = std::move(client);
  return true;
}

void Connection::on_ready(std::uint32_t epoll_events) {
  if (gone()) return;
  if (epoll_events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) peer_ended_ = true;
  if (epoll_events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) {
    unread_ = true;
    read();
  }
  flush_later();
}

void Connection::read() {
  std::size_t share = read_share;
  while (!gone() && unread_ && !paused_ && !input_over_) {
    const auto buffer = loop_.read_buffer();
    const IoResult result = stream_->read(buffer);
    switch (result.status) {
      case IoStatus::done:
        // A short read has emptied the socket: the next byte makes an event. (Not so when the end was announced
        // already, nor with TLS, which holds bytes of its own.)
        if (result.bytes < buffer.size() && !peer_ended_ && !secure()) unread_ = false;
        take(buffer.first(result.bytes));
        share -= std::min(share, result.bytes);
        if (share == 0 && unread_) return loop_.read_again(*this);
        break;
      case IoStatus::blocked:
        unread_ = false;
        break;
      case IoStatus::ended:
        return end_of_input();
      case IoStatus::failed:
        return end();
    }
  }
}

void Connection::take(std::span<std::uint8_t> bytes) {
  if (state_ != State::open) return;
  session_->on_bytes(bytes);
  switch_session();
}

void Connection::become(std::unique_ptr<Session> session, std::string leftover) {
  next_session_ = std::move(session);
  leftover_ = std::move(leftover);
  flush_later();
}

void Connection::switch_session() {
  if (!next_session_ || state_ != State::open) return;
  session_ = std::move(next_session_);
  std::string leftover = std::exchange(leftover_, {});
  if (!leftover.empty()) session_->on_bytes({reinterpret_cast<std::uint8_t*>(leftover.data()), leftover.size()});
}

void Connection::end_of_input() {
  input_over_ = true;
  unread_ = false;
  if (state_ == State::open) {
    session_->on_end_of_input();
  } else if (state_ == State::lingering) {
    end();
  }
}

void Connection::resume_reading() {
  paused_ = false;
  if (unread_) loop_.read_again(*this);
}

void Connection::flush_later() { loop_.touch(*this); }

void Connection::send_shared(const Frame& bytes) {
  if (!loop_.delivers_at_once() || !outgoing_.empty() || touched || secure() || state_ != State::open) {
    outgoing_.push_raw(bytes);
    return flush_later();
  }
  if (loop_.gather(*this)) return;
  const iovec buffer{const_cast<char*>(bytes->data()), bytes->size()};
  sent_shared(bytes, stream_->write({&buffer, 1}));
}

void Connection::sent_shared(const Frame& bytes, IoResult result) {
  if (result.status == IoStatus::failed) return end();
  if (result.bytes == bytes->size()) return;
  outgoing_.push_raw(bytes);
  outgoing_.consume(result.bytes);
  flush_later();
}

void Connection::flush() {
  switch_session();
  std::array<iovec, 128> buffers;
  while (!gone() && !outgoing_.empty()) {
    const std::size_t count = outgoing_.gather(buffers.data(), buffers.size());
    const IoResult result = stream_->write({buffers.data(), count});
    if (result.status == IoStatus::done) {
      written_by_ = never;
      outgoing_.consume(result.bytes);
    } else if (result.status == IoStatus::blocked) {
      outgoing_.promise(result.offered);
      if (written_by_ == never) written_by_ = loop_.now() + loop_.limits().write_stall;
      return;
    } else {
      return end();
    }
  }
  if (state_ == State::finishing && outgoing_.empty()) {
    if (input_over_) return end();
    stream_->shut_down_writing();
    state_ = State::lingering;
  }
}

void Connection::finish() {
  if (state_ != State::open) return;
  state_ = State::finishing;
  finish_by_ = loop_.now() + loop_.limits().close_deadline;
  if (paused_) resume_reading();
  flush_later();
}

void Connection::abort() {
  if (gone()) return;
  stream_->reset_on_close();
  end();
}

void Connection::end() {
  if (gone()) return;
  state_ = State::gone;
  outgoing_.drop_all();
  session_->on_gone();
  loop_.bury(*this);
}

Time Connection::deadline() const {
  if (gone()) return never;
  const Time own = std::min(finish_by_, written_by_);
  return state_ == State::open ? std::min(own, session_->deadline()) : own;
}

void Connection::on_deadline(Time now) {
  if (gone()) return;
  if (now >= written_by_) {
    count(loop_.counters().dropped_slow, 1);
    return abort();
  }
  if (now >= finish_by_) return abort();
  if (state_ == State::open && now >= session_->deadline()) session_->on_deadline(now);
}

}  // namespace parley::transport
