#pragma once
// The binary frames files travel in. Pure; any bytes may be given.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley::domain {

/// A piece of a file, as a client sends it: command 10, message transfer id, attachment transfer id, end of file,
/// bytes.
struct UploadFrame {
  std::uint8_t message = 0;     ///< transfer id
  std::uint8_t attachment = 0;  ///< transfer id
  bool last = false;            ///< the file ends with it
  std::string_view bytes;       ///< borrowed from the frame; may be empty
};

/// Nothing: it is no piece of a file, and nobody waits for an answer to it.
std::optional<UploadFrame> parse_upload_frame(std::string_view frame);

/// The internalMessageId under which clients wait for the acknowledgement of each piece.
std::string chunk_key(std::uint8_t message, std::uint8_t attachment);

/// A piece of a file on its way to a client: two bytes (the second tells the end of the file), then the bytes.
std::string download_frame(std::string_view bytes, bool last);

}  // namespace parley::domain
