#pragma once
// Bare HTTP/1.1 over a real socket: one request, one answer. It shares no code with the server on purpose.
#include <cstdint>
#include <string>
#include <string_view>

namespace parley::test {

struct HttpAnswer {
  int status = 0;
  std::string head;  ///< status line and headers; names as the server wrote them
  std::string body;
  /// The value of the header, "" when there is none; the name in any case.
  std::string header(std::string_view name) const;
};

/// An open connection to 127.0.0.1; throws std::runtime_error when the server is not there, or says nothing in 20 s.
class HttpClient {
 public:
  explicit HttpClient(std::uint16_t port);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  void send(std::string_view bytes);
  HttpAnswer read(bool without_body = false);

 private:
  int socket_;
};

/// One request on a connection of its own. `url`: absolute, or a path; headers end in \r\n each.
HttpAnswer http(std::uint16_t port, std::string_view method, std::string_view url, std::string_view headers = {},
                std::string_view body = {});
/// The path of an absolute URL.
std::string path_of(std::string_view url);

/// A form as Chromium writes it, with one file.
std::string form_with(std::string_view content, std::string_view name = "file");
inline constexpr std::string_view form_type =
    "Content-Type: multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW\r\n";

}  // namespace parley::test
