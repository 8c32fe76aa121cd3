#include "tests/harness/http_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace parley::test {

std::string HttpAnswer::header(std::string_view name) const {
  std::string_view rest = head;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find("\r\n"), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(rest.size(), end + 2));
    const std::size_t colon = line.find(": ");
    if (colon == name.size() && std::equal(name.begin(), name.end(), line.begin(), [](char a, char b) {
          return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
        })) {
      return std::string(line.substr(colon + 2));
    }
  }
  return {};
}

HttpClient::HttpClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval patience{20, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    throw std::runtime_error("cannot connect");
  }
}

HttpClient::~HttpClient() { ::close(socket_); }

void HttpClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // refused early: the answer is what counts
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

HttpAnswer HttpClient::read(bool without_body) {
  std::string all;
  char chunk[65536];
  std::size_t wanted = std::string::npos, head_size = 0;
  while (all.size() < wanted) {
    const ssize_t got = ::recv(socket_, chunk, sizeof chunk, 0);
    if (got <= 0) throw std::runtime_error("no whole HTTP answer came: " + all.substr(0, 200));
    all.append(chunk, static_cast<std::size_t>(got));
    const std::size_t end = all.find("\r\n\r\n");
    if (end == std::string::npos || wanted != std::string::npos) continue;
    head_size = end + 4;
    const std::string length = HttpAnswer{0, all.substr(0, end), {}}.header("content-length");
    wanted = head_size + (length.empty() || without_body ? 0 : std::stoul(length));
  }
  HttpAnswer answer{0, all.substr(0, head_size - 4), all.substr(head_size)};
  answer.status = std::stoi(answer.head.substr(9, 3));
  return answer;
}

std::string path_of(std::string_view url) {
  const std::size_t host = url.find("://");
  return std::string(host == std::string_view::npos ? url : url.substr(url.find('/', host + 3)));
}

HttpAnswer http(std::uint16_t port, std::string_view method, std::string_view url, std::string_view headers,
                std::string_view body) {
  HttpClient client(port);
  std::string request = std::string(method) + " " + path_of(url) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  request += headers;
  if (!body.empty() || method == "POST") request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  client.send(request + "\r\n");
  client.send(body);
  return client.read(method == "HEAD");
}

std::string form_with(std::string_view content, std::string_view name) {
  return "------WebKitFormBoundary7MA4YWxkTrZu0gW\r\nContent-Disposition: form-data; name=\"" + std::string(name) +
         "\"; filename=\"me.png\"\r\nContent-Type: image/png\r\n\r\n" + std::string(content) +
         "\r\n------WebKitFormBoundary7MA4YWxkTrZu0gW--\r\n";
}

}  // namespace parley::test
