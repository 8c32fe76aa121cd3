#include "transport/pieces.hpp"

#include <memory>
#include <utility>

#include "transport/websocket_frame.hpp"

namespace parley::transport {

void Pieces::add_frame(std::string_view payload) {
  const FrameHeader header = frame_header(WebSocketDecoder::Kind::text, payload.size());
  make_room(header.size + payload.size());
  bytes_.append(reinterpret_cast<const char*>(header.bytes.data()), header.size).append(payload);
  ++frames_;
}

void Pieces::add(const Delivery& delivery) {
  if (!delivery.with_headers) {
    close();
    pieces_.push_back(delivery);
    return;
  }
  make_room(delivery.bytes->size());
  bytes_ += *delivery.bytes;
  frames_ += delivery.frames;
}

std::vector<Delivery> Pieces::take() {
  close();
  return std::exchange(pieces_, {});
}

void Pieces::make_room(std::size_t size) {
  if (bytes_.size() + size > max_piece) close();
}

void Pieces::close() {
  if (frames_ == 0) return;
  pieces_.push_back({std::make_shared<const std::string>(std::exchange(bytes_, {})), std::exchange(frames_, 0), true});
}

}  // namespace parley::transport
