#include "room_text.hpp"

#include "protocol/control_channel.hpp"
#include "protocol/frame.hpp"

namespace parley::sdk {

std::vector<std::string> room_message_pieces(std::string_view id, std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0, units = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t size = std::min<std::size_t>(lead < 0x80   ? 1
                                                   : lead < 0xE0 ? 2
                                                   : lead < 0xF0 ? 3
                                                                 : 4,
                                                   text.size() - at);
    const std::size_t width = lead >= 0xF0 ? 2 : 1;  // of the character in UTF-16
    if (units + width > protocol::kPieceLength) {
      parts.push_back(text.substr(begin, at - begin));
      begin = at;
      units = 0;
    }
    units += width;
    at += size;
  }
  parts.push_back(text.substr(begin));
  std::vector<std::string> pieces;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    protocol::FragmentedMessage piece;
    piece.id = id;
    if (parts.size() > 1) piece.last = i + 1 == parts.size();  // the reference client leaves it out of short messages
    piece.payload = parts[i];
    pieces.push_back(protocol::encode(piece));
  }
  return pieces;
}

std::optional<protocol::RoomMessage> RoomMessageCollector::add(const protocol::RoomMessage& message) {
  const auto json = protocol::Json::parse(message.message.message);
  if (!json) return std::nullopt;
  auto piece = protocol::decode<protocol::FragmentedMessage>(*json);
  if (!piece) return std::nullopt;
  const std::string key = message.message.userId.value_or(message.message.nickName) + '\n' + piece->id;
  if (waiting_size_ + piece->payload.size() > kMaxWaiting) {
    waiting_.clear();
    waiting_size_ = 0;
  }
  std::string& text = waiting_[key];
  text += piece->payload;
  waiting_size_ += piece->payload.size();
  if (!piece->last.value_or(false)) return std::nullopt;
  protocol::RoomMessage whole = message;
  whole.message.message = std::move(text);
  waiting_size_ -= whole.message.message.size();
  waiting_.erase(key);
  return whole;
}

}  // namespace parley::sdk
