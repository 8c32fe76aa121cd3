#include "domain/attachments/upload_frame.hpp"

namespace parley::domain {
namespace {

constexpr char upload_command = 10;
constexpr char download_command = 11;
constexpr std::size_t header_size = 4;

}  // namespace

std::optional<UploadFrame> parse_upload_frame(std::string_view frame) {
  if (frame.size() < header_size || frame[0] != upload_command) return std::nullopt;
  return UploadFrame{.message = static_cast<std::uint8_t>(frame[1]),
                     .attachment = static_cast<std::uint8_t>(frame[2]),
                     .last = frame[3] != 0,
                     .bytes = frame.substr(header_size)};
}

std::string chunk_key(std::uint8_t message, std::uint8_t attachment) {
  return std::to_string(message) + std::to_string(attachment);
}

std::string download_frame(std::string_view bytes, bool last) {
  std::string frame;
  frame.reserve(2 + bytes.size());
  frame += download_command;
  frame += last ? '\1' : '\0';
  frame += bytes;
  return frame;
}

}  // namespace parley::domain
