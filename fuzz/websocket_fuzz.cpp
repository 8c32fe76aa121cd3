// The server's receiving side of RFC 6455: the same bytes cut elsewhere give the same messages.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "transport/websocket_decoder.hpp"

namespace {

struct Collector final : parley::transport::WebSocketDecoder::Sink {
  std::string seen;
  bool on_message(parley::transport::WebSocketDecoder::Kind kind,
                  parley::transport::WebSocketDecoder::Payload payload) override {
    seen += static_cast<char>(kind);
    seen += payload.view();
    seen += '|';
    return true;
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using parley::transport::WebSocketDecoder;
  const WebSocketDecoder::Limits limits{4096, 8192, 16};
  Collector whole, pieces;
  std::vector<std::uint8_t> bytes(data, data + size);
  WebSocketDecoder first(limits);
  const bool failed = first.feed(bytes, whole).has_value();
  bytes.assign(data, data + size);
  WebSocketDecoder second(limits);
  bool failed_in_pieces = false;
  const std::size_t step = size > 0 ? data[0] % 5 + 1 : 1;
  for (std::size_t at = 0; at < size && !failed_in_pieces; at += step) {
    failed_in_pieces = second.feed(std::span(bytes).subspan(at, std::min(step, size - at)), pieces).has_value();
  }
  if (failed != failed_in_pieces || whole.seen != pieces.seen) std::abort();
  return 0;
}
