#include "transport/http_response.hpp"

#include <algorithm>
#include <array>
#include <ctime>

namespace parley::transport {
namespace {

bool has(const HttpHeaders& headers, std::string_view name) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::any_of(headers.begin(), headers.end(), [&](const auto& header) {
    return std::equal(header.first.begin(), header.first.end(), name.begin(), name.end(),
                      [&](char a, char b) { return lower(a) == lower(b); });
  });
}

void add_missing(HttpHeaders& headers, std::string_view name, std::string value) {
  if (!has(headers, name)) headers.emplace_back(name, std::move(value));
}

void append_clean(std::string& head, std::string_view text) {
  for (const char c : text) head += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
}

std::string date_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 64> text;
  // The C locale's names: the server sets no other.
  const std::size_t size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text.data(), size};
}

bool is_plain_host(std::string_view host) {
  return !host.empty() && host.size() <= 255 && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == ':' || c == '[' || c == ']';
  });
}

}  // namespace

std::string_view status_text(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 101:
      return "Switching Protocols";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 422:
      return "Unprocessable Content";
    case 426:
      return "Upgrade Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Other";
  }
}

std::string response_head(int status, const HttpHeaders& headers, std::size_t body_size, bool keep_alive) {
  std::string head = "HTTP/1.1 " + std::to_string(status) + ' ';
  head.append(status_text(status)).append("\r\n");
  for (const auto& [name, value] : headers) {
    append_clean(head, name);
    head += ": ";
    append_clean(head, value);
    head += "\r\n";
  }
  // RFC 9110 section 8.6: no length where no body can be; 304's would be that of the body not sent.
  if (status >= 200 && status != 204 && status != 304) head += "Content-Length: " + std::to_string(body_size) + "\r\n";
  if (status >= 200) {
    head += "Date: " + date_now() + "\r\n";
    head += keep_alive ? "Connection: keep-alive\r\n" : "Connection: close\r\n";
  }
  return head += "\r\n";
}

void add_common_headers(HttpHeaders& headers, bool secure) {
  add_missing(headers, "X-Content-Type-Options", "nosniff");
  add_missing(headers, "Referrer-Policy", "no-referrer");
  if (secure) add_missing(headers, "Strict-Transport-Security", "max-age=31536000");
}

void add_app_headers(HttpHeaders& headers, std::string_view host, std::string_view origin) {
  // 'self' does not cover ws: and wss: in every browser, so the own host is named.
  std::string sockets;
  if (is_plain_host(host)) sockets.append(" ws://").append(host).append(" wss://").append(host);
  std::string links;
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (origin.starts_with(scheme) && is_plain_host(origin.substr(scheme.size()))) links.append(" ").append(origin);
  }
  add_missing(headers, "Content-Security-Policy",
              "default-src 'self'; connect-src 'self'" + sockets + links + "; img-src 'self' data: blob:" + links +
                  "; media-src 'self' blob:; font-src 'self' data:; "
                  "style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; "
                  "form-action 'self'; frame-ancestors 'none'");
  add_missing(headers, "Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self)");
  add_missing(headers, "Cross-Origin-Opener-Policy", "same-origin");
}

void add_handler_headers(HttpHeaders& headers) {
  add_missing(
      headers, "Content-Security-Policy",
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
  add_missing(headers, "Cache-Control", "no-store");
}

}  // namespace parley::transport
