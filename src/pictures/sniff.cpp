// Apart from the decoders, for the server asks too.
#include "pictures/decode.hpp"

namespace parley::pictures {

PictureType sniff(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xD8\xFF")) return PictureType::jpeg;
  if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return PictureType::png;
  if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) return PictureType::gif;
  if (bytes.size() >= 16 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return PictureType::webp;
  return PictureType::unknown;
}

}  // namespace parley::pictures
