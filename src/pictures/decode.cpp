#include "pictures/decode.hpp"

#include <algorithm>

namespace parley::pictures {
namespace {

/// Numbers of a TIFF file, in the order of bytes its header tells.
class Tiff {
 public:
  explicit Tiff(std::string_view bytes) : bytes_(bytes), little_(bytes.starts_with("II*")) {}
  bool valid() const { return bytes_.size() >= 14 && (little_ || bytes_.starts_with(std::string_view("MM\0*", 4))); }
  /// 0 behind the end.
  std::uint32_t number(std::size_t at, int size) const {
    std::uint32_t value = 0;
    for (int i = 0; i < size; ++i) {
      const std::size_t place = at + static_cast<std::size_t>(little_ ? size - 1 - i : i);
      value = value << 8 | (place < bytes_.size() ? static_cast<unsigned char>(bytes_[place]) : 0);
    }
    return value;
  }

 private:
  const std::string_view bytes_;
  const bool little_;
};

}  // namespace

Result<void> check_dimensions(std::uint64_t width, std::uint64_t height) {
  if (width == 0 || height == 0) return refusal(kDamaged);
  if (width > kLargestEdge || height > kLargestEdge || width * height > kMostPixels) return refusal(kTooLarge);
  return {};
}

Result<Decoded> decode(std::string_view bytes, PixelSink& sink) {
  switch (sniff(bytes)) {
    case PictureType::jpeg:
      return decode_jpeg(bytes, sink);
    case PictureType::png:
      return decode_png(bytes, sink);
    case PictureType::webp:
      return decode_webp(bytes, sink);
    case PictureType::gif:
      return decode_gif(bytes, sink);
    case PictureType::unknown:
      break;
  }
  return refusal(kNoPicture);
}

int orientation_of(std::string_view exif) {
  if (exif.starts_with(std::string_view("Exif\0\0", 6))) exif.remove_prefix(6);
  const Tiff tiff(exif);
  if (!tiff.valid()) return 1;
  const std::size_t directory = tiff.number(4, 4);
  const std::uint32_t entries = std::min<std::uint32_t>(tiff.number(directory, 2), 1'000);
  constexpr std::uint32_t kOrientation = 0x0112, kShort = 3;
  for (std::uint32_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + std::size_t{12} * i;
    if (tiff.number(entry, 2) != kOrientation || tiff.number(entry + 2, 2) != kShort) continue;
    const std::uint32_t value = tiff.number(entry + 8, 2);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

}  // namespace parley::pictures
