#include "client.hpp"

#include <cstdio>

#include "base/random.hpp"
#include "protocol/enums.hpp"
#include "protocol/errors.hpp"

namespace parley::sdk {

using protocol::DispatchGroup;
using protocol::DispatchMode;
using protocol::Verbosity;

namespace {
constexpr const char* kNoConnection = "There is no connection";
constexpr const char* kEnded = "The connection ended before the answer came";
}  // namespace

std::string Client::fresh_id() { return random_uuid(); }

void Client::connect(std::string url, protocol::ConnectionRequest request, std::chrono::milliseconds timeout,
                     Liveness liveness, std::function<void(Outcome<protocol::InitialUserData>)> done,
                     std::function<void(Ended)> ended) {
  const auto parsed = Url::parse(url);
  if (!parsed) return done(Failure{"CONNECT", "'" + url + "' is no ws:// or wss:// address", false});
  log(Verbosity::INFO, "connecting to ", parsed->host);
  done_ = std::move(done);
  ended_ = std::move(ended);
  liveness_ = liveness;
  established_ = false;
  const std::weak_ptr<Client> weak = weak_from_this();
  WebSocket::Handlers handlers;
  handlers.opened = [weak, hello = protocol::message_frame(protocol::frames::CONNECTION, request)] {
    if (const auto self = weak.lock()) {
      self->socket_->send_text(hello);
      self->silent_periods_ = 0;
      self->watch();
    }
  };
  handlers.text = [weak](std::string_view text) {
    if (const auto self = weak.lock()) self->on_text(text);
  };
  handlers.binary = [weak](std::string_view bytes) {
    const auto self = weak.lock();
    if (!self) return;
    self->silent_periods_ = 0;
    if (self->binary_handler_) self->binary_handler_(bytes);
  };
  handlers.ended = [weak](bool clean, int code, std::string reason) {
    if (const auto self = weak.lock()) self->on_ended({clean, code, std::move(reason)});
  };
  socket_ = WebSocket::open(context_, loop_, *parsed, timeout, std::move(handlers));
}

void Client::disconnect() {
  if (socket_) socket_->close();
}

void Client::abandon() {
  loop_.cancel(watch_timer_);
  if (const auto socket = std::exchange(socket_, nullptr)) socket->abandon();
  ended_ = nullptr;
  fail_pending(kEnded);
  // Who waits for the login gets an answer too.
  if (const auto done = std::exchange(done_, nullptr)) done(Failure{"CONNECT", kEnded, true});
}

void Client::exchange(std::string id, std::string_view operation, std::string_view frame, bool binary, Settle settle) {
  if (!socket_ || !established_) return settle(Failure{std::string(operation), kNoConnection, true});
  if (pending_.contains(id))
    return settle(Failure{std::string(operation), "The server gave the same id to two transfers", false});
  pending_.emplace(std::move(id), Waiting{std::string(operation), std::move(settle)});
  binary ? socket_->send_binary(frame) : socket_->send_text(frame);
}

void Client::start(std::string id, std::string operation, std::string frame, Settle settle) {
  loop_.post([self = shared_from_this(), id = std::move(id), operation = std::move(operation), frame = std::move(frame),
              settle = std::move(settle)]() mutable {
    if (!self->socket_ || !self->established_) return settle(Failure{std::move(operation), kNoConnection, true});
    self->log(Verbosity::DEBUG, "call ", operation, " ", id);
    self->pending_.emplace(std::move(id), Waiting{std::move(operation), std::move(settle)});
    self->socket_->send_text(frame);
  });
}

void Client::send_text(std::string text) {
  if (loop_.on_thread()) {
    if (socket_) socket_->send_text(text);
    return;
  }
  loop_.post([self = shared_from_this(), text = std::move(text)] {
    if (self->socket_) self->socket_->send_text(text);
  });
}

void Client::watch() {
  if (liveness_.ping_interval.count() <= 0 || liveness_.failed_probes_threshold <= 0) return;
  watch_timer_ = loop_.at(std::chrono::steady_clock::now() + liveness_.ping_interval, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self || !self->socket_) return;
    if (++self->silent_periods_ < self->liveness_.failed_probes_threshold) return self->watch();
    self->socket_->abandon();
    self->on_ended(
        {false, 1006,
         "Missing " + std::to_string(self->silent_periods_) + " pings from server, connection seems to be down"});
  });
}

void Client::on_text(std::string_view text) {
  silent_periods_ = 0;
  const auto frame = protocol::parse_server_frame(text);
  if (!frame) {  // a server that talks nonsense is ignored, as the reference client does
    return log(Verbosity::ERROR, "the server sent what makes no sense: ", frame.error().text);
  }
  if (frame->message == protocol::frames::PING) return socket_->send_text(protocol::pong_frame());
  if (frame->message == protocol::frames::GET_USER_DATA) {
    auto data = protocol::decode<protocol::InitialUserData>(frame->payload);
    if (const auto done = std::exchange(done_, nullptr)) {
      established_ = data.has_value();
      if (!data) return done(Failure{"CONNECT", data.error().text, false});
      log(Verbosity::INFO, "signed in as ", data->sipLogin);
      done(std::move(*data));
    }
    return;
  }
  if (frame->message == protocol::frames::FAILED) {
    log(Verbosity::ERROR, "the server reports a failure");
    return events.fire("FAILED", frame->payload);
  }
  if (frame->message == protocol::frames::CALLBACK) on_event(*frame);
}

void Client::on_event(const protocol::ServerFrame& frame) {
  log(Verbosity::DEBUG, "event ", frame.type, frame.internalMessageId.empty() ? "" : " ", frame.internalMessageId);
  if (watcher_) watcher_(frame);
  // The order of these checks is the protocol's (chapter 01, section 1.7).
  const auto* dispatch = protocol::find_dispatch(frame.type);
  const bool first = dispatch && dispatch->group == DispatchGroup::FIRST;
  const bool refusal = frame.type == "OPERATION_FAILED", ack = frame.type == "ACK";
  if (refusal || ack) {
    const auto found = pending_.find(frame.internalMessageId);
    if (found != pending_.end()) {
      Waiting waiting = std::move(found->second);
      pending_.erase(found);
      if (ack) {
        waiting.settle(protocol::Json::empty_object());
      } else {
        // The room first: whoever waits for the answer finds everything done.
        if (!frame.roomId.empty() && room_handler_) room_handler_(frame);
        const auto error = frame.payload.get("error").string();
        log(Verbosity::WARN, waiting.operation, " was refused: ", error.value_or("no reason"));
        waiting.settle(Failure{waiting.operation, std::string(error.value_or("The server refused")), false});
      }
      return;
    }
  }
  if (!first && !frame.roomId.empty()) {
    if (room_handler_ && room_handler_(frame)) return;
    // The answer of a room call whose room object is gone still settles its call.
    settle(frame);
    return;
  }
  if (!dispatch) return events.fire(frame.type, frame.payload);
  // A sign-up that still waits for its mail settles nothing.
  const bool settles = dispatch->mode != DispatchMode::E && frame.payload.get("verified").boolean().value_or(true) &&
                       frame.payload.get("confirmed").boolean().value_or(true);
  const bool settled = settles && settle(frame);
  if (dispatch->mode == DispatchMode::P || (dispatch->mode == DispatchMode::S && settled)) return;
  events.fire(dispatch->event, dispatch->payload == "*" ? frame.payload : frame.payload.get(dispatch->payload));
}

bool Client::settle(const protocol::ServerFrame& frame) {
  const auto found = pending_.find(frame.internalMessageId);
  if (frame.internalMessageId.empty() || found == pending_.end()) return false;
  Waiting waiting = std::move(found->second);
  pending_.erase(found);
  waiting.settle(frame.payload);
  return true;
}

void Client::on_ended(Ended how) {
  const auto keep = shared_from_this();
  loop_.cancel(watch_timer_);
  socket_ = nullptr;
  established_ = false;
  const bool normal = how.clean && how.reason == protocol::errors::NORMAL_DISCONNECT;
  log(normal ? Verbosity::INFO : Verbosity::WARN, done_ ? "the sign-in failed: " : "the connection has ended: ",
      how.reason.empty() ? "without a reason" : how.reason);
  fail_pending(explain_end_ ? explain_end_(how) : kEnded);
  if (const auto done = std::exchange(done_, nullptr)) {
    ended_ = nullptr;
    return done(Failure{"CONNECT", how.reason.empty() ? "The server closed the connection" : how.reason, !how.clean});
  }
  if (const auto ended = std::exchange(ended_, nullptr)) ended(std::move(how));
}

void Client::write_log(Verbosity level, std::initializer_list<std::string_view> parts) const {
  std::string line = log_.prefix ? log_.prefix() : std::string();
  if (!line.empty()) line += ' ';
  for (const std::string_view part : parts) line += part;
  if (log_.sink) return log_.sink(level, line);
  std::fprintf(stderr, "%s\n", line.c_str());
}

void Client::fail_pending(const std::string& why) {
  auto pending = std::exchange(pending_, {});
  for (auto& [id, waiting] : pending) waiting.settle(Failure{waiting.operation, why, true});
}

}  // namespace parley::sdk
