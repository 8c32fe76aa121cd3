// Requests and the forms with files in their bodies: the same bytes cut elsewhere give the same request.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "transport/http_parser.hpp"
#include "transport/multipart.hpp"

namespace {

using parley::transport::HttpParser;

/// What came of feeding `bytes` in steps; the parts a reader sees, in one text.
std::string read(std::string_view bytes, std::size_t step) {
  HttpParser parser(4096);
  std::string buffer;
  for (std::size_t at = 0;;) {
    HttpParser::Status status = parser.feed(buffer);
    if (status == HttpParser::Status::headers) {
      if (parser.begin_body(8192) == HttpParser::Status::bad) return "bad";
      status = parser.feed(buffer);
    }
    if (status == HttpParser::Status::bad) return "bad";
    if (status == HttpParser::Status::complete) {
      const parley::transport::HttpRequest request = parser.take();
      std::string seen = request.method + '|' + request.target + '|' + request.host + '|' + request.body;
      const auto part = parley::transport::find_form_part(parley::transport::header_value(request, "content-type"),
                                                          request.body, "file");
      return part ? seen + '|' + part->file_name + '|' + std::string(part->content) : seen;
    }
    if (at >= bytes.size()) return "more";
    buffer.append(bytes.substr(at, step));
    at += step;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string whole = read(bytes, size > 0 ? size : 1);
  const std::string pieces = read(bytes, size > 0 ? data[0] % 7 + 1 : 1);
  // A limit on headers may be noticed earlier or later; what was understood must be the same.
  if (whole != pieces && whole != "bad" && pieces != "bad") std::abort();
  return 0;
}
