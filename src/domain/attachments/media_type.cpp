#include "domain/attachments/media_type.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace parley::domain {
namespace {

using namespace std::string_view_literals;

// Sorted. Not "ts": far more of these are programs in TypeScript than videos, and videos tell by their content.
constexpr std::array media_extensions = {"3gp"sv,  "aac"sv,  "aif"sv, "aiff"sv, "amr"sv,  "apng"sv, "avi"sv,  "avif"sv,
                                         "bmp"sv,  "flac"sv, "gif"sv, "heic"sv, "heif"sv, "ico"sv,  "jfif"sv, "jpe"sv,
                                         "jpeg"sv, "jpg"sv,  "m4a"sv, "m4v"sv,  "mkv"sv,  "mov"sv,  "mp3"sv,  "mp4"sv,
                                         "mpeg"sv, "mpg"sv,  "oga"sv, "ogg"sv,  "ogv"sv,  "opus"sv, "png"sv,  "svg"sv,
                                         "tif"sv,  "tiff"sv, "wav"sv, "weba"sv, "webm"sv, "webp"sv, "wma"sv,  "wmv"sv};
static_assert(std::is_sorted(media_extensions.begin(), media_extensions.end()));

bool at(std::string_view head, std::size_t offset, std::string_view magic) {
  return head.size() >= offset && head.substr(offset, magic.size()) == magic;
}

}  // namespace

protocol::MessageAttachmentMediaType media_type_of_name(std::string_view name) {
  using protocol::MessageAttachmentMediaType;
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return MessageAttachmentMediaType::other;
  std::string extension(name.substr(dot + 1));
  for (char& letter : extension) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  const bool media = std::binary_search(media_extensions.begin(), media_extensions.end(), std::string_view(extension));
  return media ? MessageAttachmentMediaType::media : MessageAttachmentMediaType::other;
}

bool is_media_content(std::string_view head) {
  if (at(head, 0, "\xFF\xD8\xFF"sv) || at(head, 0, "\x89PNG\r\n\x1A\n"sv)) return true;  // JPEG, PNG
  if (at(head, 0, "GIF87a"sv) || at(head, 0, "GIF89a"sv)) return true;                   // GIF
  if (at(head, 0, "RIFF"sv)) return at(head, 8, "WEBP"sv) || at(head, 8, "WAVE"sv) || at(head, 8, "AVI "sv);
  if (at(head, 4, "ftyp"sv)) return true;                                                   // MP4, HEIF, AVIF, MOV
  if (at(head, 0, "\x1A\x45\xDF\xA3"sv)) return true;                                       // Matroska, WebM
  if (at(head, 0, "OggS"sv) || at(head, 0, "fLaC"sv) || at(head, 0, "ID3"sv)) return true;  // Ogg, FLAC, MP3
  if (at(head, 0, "II*\0"sv) || at(head, 0, "MM\0*"sv)) return true;                        // TIFF
  // MPEG transport stream (ISO/IEC 13818-1, section 2.4.3.2): packets of 188 bytes, each beginning with one byte 0x47.
  if (at(head, 0, "G"sv) && at(head, 188, "G"sv) && at(head, 376, "G"sv)) return true;
  return false;
}

}  // namespace parley::domain
