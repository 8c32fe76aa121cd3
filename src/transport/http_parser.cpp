#include "transport/http_parser.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <utility>

namespace parley::transport {
namespace {

namespace http = boost::beast::http;

constexpr std::string_view kBodyTooLong = "The request's body is too long.";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

struct HttpParser::State {
  http::request_parser<http::string_body> parser;
};

HttpParser::HttpParser(std::size_t header_limit) : state_(std::make_unique<State>()) {
  state_->parser.eager(false);  // stops after the headers
  state_->parser.header_limit(static_cast<std::uint32_t>(header_limit));
  state_->parser.body_limit(boost::none);  // until they are known
}

HttpParser::~HttpParser() = default;

HttpParser::Status HttpParser::fail(int status, std::string_view text) {
  error_status_ = status;
  error_text_ = text;
  return Status::bad;
}

HttpParser::Status HttpParser::feed(std::string& bytes) {
  auto& parser = state_->parser;
  // An empty line before a request is tolerated (RFC 9112 section 2.2).
  if (!parser.got_some()) {
    const std::size_t begin = std::min(bytes.find_first_not_of("\r\n"), bytes.size());
    if (begin > 0 && begin <= 4) bytes.erase(0, begin);
  }
  std::size_t used = 0;
  while (used < bytes.size() && !parser.is_done() && !(parser.is_header_done() && !head_told_)) {
    boost::beast::error_code error;
    const std::size_t count = parser.put(boost::asio::buffer(bytes.data() + used, bytes.size() - used), error);
    used += count;
    if (error == http::error::need_more) break;
    if (error == http::error::header_limit) return fail(431, "The request's headers are too long.");
    if (error == http::error::body_limit) return fail(413, kBodyTooLong);
    if (error == http::error::bad_version) return fail(505, "Only HTTP/1.1 is spoken here.");
    if (error) return fail(400, "This is not an HTTP request.");
    if (count == 0) break;
  }
  bytes.erase(0, used);
  if (parser.is_header_done() && !head_told_) {
    head_told_ = true;
    read_head();
    return Status::headers;
  }
  if (!parser.is_done()) return Status::need_more;
  keep_alive_ = parser.keep_alive();
  modern_ = parser.get().version() >= 11;
  return Status::complete;
}

bool HttpParser::have_headers() const { return state_->parser.is_header_done(); }

bool HttpParser::expects_continue() const {
  if (!have_headers() || state_->parser.is_done()) return false;
  const auto found = state_->parser.get().find(http::field::expect);
  if (found == state_->parser.get().end()) return false;
  const auto value = found->value();
  return lists_word({value.data(), value.size()}, "100-continue");
}

HttpParser::Status HttpParser::begin_body(std::size_t limit) {
  auto& parser = state_->parser;
  if (const auto length = parser.content_length(); length && *length > limit) return fail(413, kBodyTooLong);
  parser.body_limit(limit);
  parser.eager(true);
  return Status::need_more;
}

void HttpParser::read_head() {
  const auto& message = state_->parser.get();
  const auto text = [](auto view) { return std::string(view.data(), view.size()); };
  head_.method = text(message.method_string());
  head_.target = text(message.target());
  for (const auto& field : message) {
    std::string name = text(field.name_string());
    std::transform(name.begin(), name.end(), name.begin(), lower);
    head_.headers.emplace_back(std::move(name), text(field.value()));
  }
  head_.host = header_value(head_, "host");
}

HttpRequest HttpParser::take() {
  HttpRequest request = std::move(head_);
  request.body = std::move(state_->parser.get().body());
  return request;
}

std::string_view header_value(const HttpRequest& request, std::string_view name) {
  for (const auto& [key, value] : request.headers) {
    if (key == name) return value;
  }
  return {};
}

bool lists_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    std::string_view item = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    item = trimmed(item.substr(0, item.find(';')));
    if (std::equal(item.begin(), item.end(), word.begin(), word.end(),
                   [](char a, char b) { return lower(a) == lower(b); })) {
      return true;
    }
  }
  return false;
}

}  // namespace parley::transport
