#include "transport/http_session.hpp"

#include <algorithm>
#include <utility>

#include "transport/connection.hpp"
#include "transport/loop.hpp"
#include "transport/websocket_frame.hpp"
#include "transport/websocket_session.hpp"

namespace parley::transport {

HttpSession::HttpSession(Connection& connection)
    : connection_(connection), deadline_(connection.loop().now() + connection.loop().limits().header_deadline) {}

void HttpSession::on_bytes(std::span<std::uint8_t> bytes) {
  if (phase_ == Phase::over) return;
  buffer_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  parse();
}

void HttpSession::parse() {
  const Limits& limits = connection_.loop().limits();
  bool again = false;  // the head was taken, and there may be no bytes behind it
  while (phase_ != Phase::waiting_for_handler && phase_ != Phase::over && (again || !buffer_.empty())) {
    again = false;
    if (phase_ == Phase::idle) {
      phase_ = Phase::reading_headers;
      deadline_ = connection_.loop().now() + limits.header_deadline;
    }
    if (!parser_) parser_ = std::make_unique<HttpParser>(limits.http_header);
    switch (parser_->feed(buffer_)) {
      case HttpParser::Status::need_more:
        return;
      case HttpParser::Status::bad:
        keep_alive_ = false;
        return reply_text(parser_->error_status(), parser_->error_text());
      case HttpParser::Status::headers:
        if (!take_head()) return;
        again = true;
        continue;
      case HttpParser::Status::complete:
        break;
    }
    keep_alive_ = parser_->keep_alive();
    const bool modern = parser_->modern();
    HttpRequest request = parser_->take();
    parser_.reset();
    head_only_ = request.method == "HEAD";
    count(connection_.loop().counters().requests, 1);
    if (modern && request.method == "GET" && lists_word(header_value(request, "connection"), "upgrade") &&
        lists_word(header_value(request, "upgrade"), "websocket")) {
      upgrade(request);
    } else {
      handle(std::move(request));
    }
  }
}

void HttpSession::tell_origin(HttpRequest& request) const {
  request.secure = connection_.secure();
  request.remote_address = connection_.address();
  const TrustedProxies& proxies = connection_.loop().shared().proxies;
  if (!proxies.trusts(connection_.address())) return;
  std::string forwarded_for;
  for (const auto& [name, value] : request.headers) {
    if (name != "x-forwarded-for") continue;
    if (!forwarded_for.empty()) forwarded_for += ',';
    forwarded_for += value;
  }
  request.remote_address = proxies.client(connection_.address(), forwarded_for);
  if (const auto scheme = header_value(request, "x-forwarded-proto"); !scheme.empty())
    request.secure = scheme == "https";
}

bool HttpSession::take_head() {
  const Limits& limits = connection_.loop().limits();
  HttpRequest& head = parser_->head();
  tell_origin(head);
  route_ = connection_.loop().shared().routes.find(head.target);
  phase_ = Phase::reading_body;
  deadline_ = connection_.loop().now() +
              (route_ && route_->body_deadline.count() > 0 ? route_->body_deadline : limits.http_deadline);
  if (route_ && route_->admit) {
    Admission admission = route_->admit(head);
    if (admission.refusal) {
      keep_alive_ = false;  // what follows is the body of a request that is over
      head_only_ = head.method == "HEAD";
      reply_with(std::move(*admission.refusal));
      return false;
    }
    head.hold = std::move(admission.hold);
  }
  if (parser_->begin_body(route_ && route_->body_limit > 0 ? route_->body_limit : limits.http_body) ==
      HttpParser::Status::bad) {
    keep_alive_ = false;
    reply_text(parser_->error_status(), parser_->error_text());
    return false;
  }
  if (parser_->expects_continue()) {
    connection_.outgoing().push_raw(std::make_shared<const std::string>(response_head(100, {}, 0, true)));
    connection_.flush_later();
  }
  return true;
}

void HttpSession::upgrade(const HttpRequest& request) {
  if (header_value(request, "sec-websocket-version") != "13") {
    return reply_text(426, "Only version 13 of WebSocket is spoken here.",
                      {{"Sec-WebSocket-Version", "13"}, {"Upgrade", "websocket"}});
  }
  const std::string accept = accept_key(header_value(request, "sec-websocket-key"));
  if (accept.empty()) return reply_text(400, "Sec-WebSocket-Key is missing or malformed.");
  if (!connection_.belongs_to(request.remote_address)) {
    count(connection_.loop().counters().refused, 1);
    return reply_text(503, "Too many connections.");
  }
  // Offered sub-protocols and extensions are passed over: the client goes on without.
  connection_.outgoing().push_raw(std::make_shared<const std::string>(response_head(
      101, {{"Upgrade", "websocket"}, {"Connection", "Upgrade"}, {"Sec-WebSocket-Accept", accept}}, 0, true)));
  phase_ = Phase::over;
  deadline_ = never;
  connection_.become(std::make_unique<WebSocketSession>(connection_), std::move(buffer_));
}

void HttpSession::handle(HttpRequest request) {
  if (request.target.empty() || request.target.front() != '/') {
    return reply_text(400, "The request's target has to be a path.");
  }
  const std::string_view path = std::string_view(request.target).substr(0, request.target.find('?'));
  if (path == "/livez") return reply_text(200, "ok\n", {{"Cache-Control", "no-store"}});
  if (path == "/readyz") {
    const bool ready = connection_.loop().shared().ready.load();
    return reply_text(ready ? 200 : 503, ready ? "ok\n" : "not ready\n", {{"Cache-Control", "no-store"}});
  }
  if (!route_) return serve_file(request);

  phase_ = Phase::waiting_for_handler;
  deadline_ = connection_.loop().now() + connection_.loop().limits().http_deadline;
  connection_.pause_reading();
  const auto route = std::move(route_);
  route->handler(std::move(request), [hub = connection_.loop().shared().hub, id = connection_.id(),
                                      number = ++request_](HttpResponse response) {
    hub->push(id, AnswerRequest{id, number, std::move(response)});
  });
}

void HttpSession::serve_file(const HttpRequest& request) {
  if (request.method != "GET" && request.method != "HEAD") {
    return reply_text(405, "Only GET and HEAD are allowed here.", {{"Allow", "GET, HEAD"}});
  }
  const auto file = connection_.loop().shared().files->find(request.target);
  if (!file) return reply_text(404, "There is nothing here.\n");
  HttpHeaders headers{{"Content-Type", std::string(file->content_type)},
                      {"Cache-Control", file->immutable ? "public, max-age=31536000, immutable" : "no-cache"}};
  const bool zipped = file->gzip && lists_word(header_value(request, "accept-encoding"), "gzip");
  if (file->gzip) headers.emplace_back("Vary", "Accept-Encoding");
  // The two forms are two representations: each has a tag of its own (RFC 9110 section 8.8.3.3).
  std::string etag = file->etag;
  if (zipped) etag.insert(etag.size() - 1, "-gzip");
  headers.emplace_back("ETag", etag);
  add_app_headers(headers, request.host, connection_.loop().shared().origin);
  const std::string_view known = header_value(request, "if-none-match");
  if (known == "*" || lists_word(known, etag) || lists_word(known, "W/" + etag)) {
    return reply(304, std::move(headers), nullptr);
  }
  if (zipped) headers.emplace_back("Content-Encoding", "gzip");
  reply(200, std::move(headers), zipped ? file->gzip : file->body);
}

void HttpSession::answer(std::uint64_t request, HttpResponse response) {
  // A second answer, or one that comes after the deadline, is for a request that is no more.
  if (phase_ != Phase::waiting_for_handler || request != request_) return;
  reply_with(std::move(response));
  if (phase_ == Phase::idle) {
    connection_.resume_reading();
    parse();
  }
}

void HttpSession::reply_with(HttpResponse response) {
  HttpHeaders headers = std::move(response.headers);
  headers.emplace_back("Content-Type", std::move(response.content_type));
  add_handler_headers(headers);
  const int status = response.status >= 200 && response.status <= 599 ? response.status : 500;
  reply(status, std::move(headers), std::make_shared<const std::string>(std::move(response.body)));
}

void HttpSession::reply_text(int status, std::string_view text, HttpHeaders headers) {
  headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
  reply(status, std::move(headers), std::make_shared<const std::string>(text));
}

void HttpSession::reply(int status, HttpHeaders headers, Frame body) {
  // A request that was cut short lets go of what it held.
  parser_.reset();
  route_.reset();
  add_common_headers(headers, connection_.secure());
  const bool again = keep_alive_ && !last_;
  const std::size_t size = body ? body->size() : 0;
  connection_.outgoing().push_raw(std::make_shared<const std::string>(response_head(status, headers, size, again)));
  if (body && !head_only_ && status != 204 && status != 304) connection_.outgoing().push_raw(std::move(body));
  connection_.flush_later();
  head_only_ = false;
  if (again) {
    phase_ = Phase::idle;
    deadline_ = connection_.loop().now() + connection_.loop().limits().keep_alive;
  } else {
    phase_ = Phase::over;
    deadline_ = never;
    connection_.finish();
  }
}

void HttpSession::on_end_of_input() {
  last_ = true;
  if (phase_ == Phase::waiting_for_handler) return;  // some clients end their side with the request
  phase_ = Phase::over;
  connection_.finish();
}

void HttpSession::on_deadline(Time now) {
  if (now < deadline_) return;
  keep_alive_ = false;
  switch (phase_) {
    case Phase::idle:
      phase_ = Phase::over;
      return connection_.finish();
    case Phase::reading_headers:
      // Before the first byte there is nothing to answer to; with TLS there may not even be a session yet.
      if (!parser_) return connection_.abort();
      [[fallthrough]];
    case Phase::reading_body:
      return reply_text(408, "The request took too long.");
    case Phase::waiting_for_handler:
      return reply_text(504, "The answer took too long.");
    case Phase::over:
      return;
  }
}

void HttpSession::on_going_away() {
  last_ = true;
  if (phase_ == Phase::waiting_for_handler) return;
  phase_ = Phase::over;
  deadline_ = never;
  connection_.finish();
}

void HttpSession::admit(std::string user, Frame) {
  if (!user.empty()) connection_.loop().shared().hub->forget(connection_.id(), user);
}

void HttpSession::send(WebSocketDecoder::Kind, Frame, Server::Sent sent) {
  if (sent) sent(false);
}

}  // namespace parley::transport
