#pragma once
// What HTTP answers look like.
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::transport {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

std::string_view status_text(int status);

/// Status line and headers, up to and with the empty line; Date, Content-Length (but for 1xx, 204, 304) and Connection
/// are added. Line breaks inside of header values are blanked out.
std::string response_head(int status, const HttpHeaders& headers, std::size_t body_size, bool keep_alive);

/// Headers every answer carries, and a page of the web app in particular. `host` is the request's Host header, `origin`
/// that of the server's links (may be empty): the app may load and send to both.
void add_common_headers(HttpHeaders& headers, bool secure);
void add_app_headers(HttpHeaders& headers, std::string_view host, std::string_view origin);
/// For an answer of a handler: nothing is loaded, framed or kept unless the handler says otherwise.
void add_handler_headers(HttpHeaders& headers);

}  // namespace parley::transport
