#include "transport/websocket_session.hpp"

#include <algorithm>
#include <utility>

#include "base/random.hpp"
#include "transport/connection.hpp"
#include "transport/liveness.hpp"
#include "transport/loop.hpp"

namespace parley::transport {
namespace {

using Kind = WebSocketDecoder::Kind;

// What may wait for the login's outcome. A client has no reason to send anything then but pongs.
constexpr std::size_t kept_frames = 16;
constexpr std::size_t kept_bytes = 64u << 10;

// The text by which a client tells an ordinary end from a failure.
constexpr std::string_view normal_disconnect = "Normal disconnect";

WebSocketDecoder::Limits before_login(const Limits& limits) {
  return {std::min(limits.text_frame, limits.frame_before_login),
          std::min(limits.binary_frame, limits.frame_before_login), 64};
}

// When the first ping is due: a period from now, and up to 4 % more, so that connections opened together are not pinged
// together. In steps of a 500th of a period: with thousands of connections a loop wakes once for many of them.
Time first_ping(Time now, Time::duration period) {
  const Time::duration width = period / 25, step = period / 500;
  const Time::duration delay(random_between(0, static_cast<std::uint64_t>((width - step).count())));
  const Time::duration due = (now + period + delay).time_since_epoch();
  return Time((due / step + 1) * step);
}

}  // namespace

WebSocketSession::WebSocketSession(Connection& connection)
    : connection_(connection), decoder_(before_login(connection.loop().limits())) {
  const Limits& limits = connection.loop().limits();
  const Time now = connection.loop().now();
  next_ping_ = first_ping(now, limits.ping_period);
  login_by_ = now + limits.login_deadline;
}

void WebSocketSession::on_bytes(std::span<std::uint8_t> bytes) {
  if (const auto breach = decoder_.feed(bytes, *this)) return refuse(*breach);
  // A pong has to wait behind the upload it is sent after.
  if (decoder_.receiving_binary()) unanswered_ = 0;
}

bool WebSocketSession::on_message(Kind kind, WebSocketDecoder::Payload payload) {
  if (phase_ == Phase::closing) {
    if (kind != Kind::close) return true;
    connection_.finish();
    return false;
  }
  switch (kind) {
    case Kind::text:
      return on_text(std::move(payload));
    case Kind::binary:
      if (phase_ != Phase::admitted) {
        refuse({CloseCode::policy, "Binary frame before the login"});
        return false;
      }
      unanswered_ = 0;
      connection_.loop().shared().application.on_binary(connection_.id(), payload.take());
      return true;
    case Kind::ping:
      connection_.outgoing().push_pong(std::make_shared<const std::string>(payload.view()));
      connection_.flush_later();
      return true;
    case Kind::close:
      on_close_frame(payload.view());
      return false;
    case Kind::pong:
    case Kind::continuation:
      return true;
  }
  return true;
}

bool WebSocketSession::on_text(WebSocketDecoder::Payload payload) {
  switch (liveness_of(payload.view())) {
    case Liveness::pong:
      unanswered_ = 0;
      return true;
    case Liveness::ping:
      return true;
    case Liveness::none:
      break;
  }
  Loop& loop = connection_.loop();
  Application& application = loop.shared().application;
  count(loop.counters().text_in, 1);
  if (phase_ == Phase::admitted) {
    application.on_text(connection_.id(), payload.take(), news_);
  } else if (phase_ == Phase::waiting_for_login) {
    phase_ = Phase::deciding;
    login_by_ = never;
    known_ = true;
    application.on_connection(connection_.id(), connection_.address(), payload.take());
  } else {
    if (!kept_) kept_ = std::make_unique<Kept>();
    kept_->bytes += payload.view().size();
    if (kept_->texts.size() >= kept_frames || kept_->bytes > kept_bytes) {
      refuse({CloseCode::policy, "Too much before the login is done"});
      return false;
    }
    kept_->texts.push_back(payload.take());
  }
  return true;
}

void WebSocketSession::on_close_frame(std::string_view payload) {
  if (const auto breach = check_close_payload(payload)) return refuse(*breach);
  // Whatever code the client gave, and above all when it gave none: the answer's text is what it reads.
  begin_close(static_cast<std::uint16_t>(CloseCode::normal), normal_disconnect);
  connection_.finish();
}

void WebSocketSession::on_end_of_input() { connection_.abort(); }

Time WebSocketSession::deadline() const {
  return phase_ == Phase::closing ? close_by_ : std::min(next_ping_, login_by_);
}

void WebSocketSession::on_deadline(Time now) {
  if (now >= close_by_) return connection_.abort();
  if (phase_ == Phase::closing) return;
  if (now >= login_by_) return refuse({CloseCode::policy, "No connection frame in time"});
  if (now >= next_ping_) ping();
}

void WebSocketSession::ping() {
  Loop& loop = connection_.loop();
  const auto period = loop.limits().ping_period;
  // From the time it was due, not from now: the period stays exact. Pings missed by a stall are not made up for.
  do next_ping_ += period;
  while (next_ping_ <= loop.now());
  if (unanswered_ >= loop.limits().missing_pongs) {
    count(loop.counters().dropped_dead, 1);
    begin_close(static_cast<std::uint16_t>(CloseCode::policy), "Pings are not answered");
    return connection_.finish();
  }
  ++unanswered_;
  push(Kind::text, loop.shared().ping);
}

void WebSocketSession::on_going_away() {
  begin_close(static_cast<std::uint16_t>(CloseCode::going_away), "Server is shutting down");
}

void WebSocketSession::admit(std::string user, Frame first_frame) {
  Loop& loop = connection_.loop();
  if (phase_ != Phase::deciding) {
    // Too late: it has ended meanwhile.
    if (!user.empty() && user != user_) loop.shared().hub->forget(connection_.id(), user);
    return;
  }
  phase_ = Phase::admitted;
  user_ = std::move(user);
  decoder_.set_limits({loop.limits().text_frame, loop.limits().binary_frame});
  if (first_frame) send(Kind::text, std::move(first_frame), nullptr);
  const auto kept = std::move(kept_);
  if (!kept) return;
  for (std::string& text : kept->texts) {
    if (phase_ != Phase::admitted) return;
    loop.shared().application.on_text(connection_.id(), std::move(text), news_);
  }
}

void WebSocketSession::send(Kind kind, Frame payload, Server::Sent sent) {
  if (phase_ == Phase::closing) {
    if (sent) sent(false);
    return;
  }
  if (kind == Kind::text) {
    count(connection_.loop().counters().text_out, 1);
    ++news_;
  }
  push(kind, std::move(payload), std::move(sent));
}

void WebSocketSession::send_unless_overtaken(Frame payload, Stamp stamp, const Server::Settled& settled) {
  if (phase_ == Phase::closing) return;
  const bool fresh = stamp == news_;
  if (fresh) {
    count(connection_.loop().counters().text_out, 1);
    push(Kind::text, std::move(payload));
  }
  if (settled) settled(fresh, news_);
}

void WebSocketSession::deliver(const Delivery& delivery) {
  if (phase_ != Phase::admitted) return;
  ++news_;
  count(connection_.loop().counters().text_out, delivery.frames);
  if (!delivery.with_headers) return push(Kind::text, delivery.bytes);
  connection_.send_shared(delivery.bytes);
  if (!connection_.outgoing().empty()) check_backlog();
}

void WebSocketSession::push(Kind kind, Frame payload, Server::Sent sent) {
  connection_.outgoing().push_frame(kind, std::move(payload), std::move(sent));
  connection_.flush_later();
  check_backlog();
}

void WebSocketSession::check_backlog() {
  OutgoingQueue& outgoing = connection_.outgoing();
  const std::size_t limit = connection_.loop().limits().outgoing_queue;
  if (!outgoing.over(limit)) return;
  connection_.flush();  // it may only be waiting for the turn's end
  if (connection_.gone() || !outgoing.over(limit)) return;
  // The client is told by the first thing it will read after what has left already; the rest is dropped, whole frames.
  count(connection_.loop().counters().dropped_slow, 1);
  outgoing.drop_waiting();
  begin_close(static_cast<std::uint16_t>(CloseCode::policy), "Reading too slowly");
  connection_.finish();
}

void WebSocketSession::close(std::uint16_t code, std::string_view reason) { begin_close(code, reason); }

void WebSocketSession::begin_close(std::uint16_t code, std::string_view reason) {
  if (phase_ == Phase::closing) return;
  phase_ = Phase::closing;
  close_by_ = connection_.loop().now() + connection_.loop().limits().close_deadline;
  connection_.outgoing().push_frame(Kind::close, std::make_shared<const std::string>(close_payload(code, reason)));
  connection_.flush_later();
  leave();
}

void WebSocketSession::refuse(CloseReason reason) {
  if (phase_ != Phase::closing) count(connection_.loop().counters().bad_frames, 1);
  begin_close(static_cast<std::uint16_t>(reason.code), reason.text);
  connection_.finish();
}

void WebSocketSession::leave() {
  phase_ = Phase::closing;
  kept_.reset();
  if (!std::exchange(known_, false)) return;
  Shared& shared = connection_.loop().shared();
  if (!user_.empty()) shared.hub->forget(connection_.id(), user_);
  shared.application.on_closed(connection_.id());
}

}  // namespace parley::transport
