#pragma once
// From the bytes of a picture to rows of pixels. Run in the sandboxed child only: decoders are the classic hole.
#include <cstdint>
#include <string_view>

#include "base/result.hpp"

namespace parley::pictures {

struct Dimensions {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  bool operator==(const Dimensions&) const = default;
};

enum class PictureType { unknown, jpeg, png, webp, gif };
/// By content; names and types that senders give are not looked at.
PictureType sniff(std::string_view bytes);

constexpr std::uint32_t kLargestEdge = 30'000;
constexpr std::uint64_t kMostPixels = 64'000'000;
/// From the header, before anything is decoded. Error: too many pixels, or none.
Result<void> check_dimensions(std::uint64_t width, std::uint64_t height);

inline constexpr std::string_view kNoPicture = "This is not a picture that can be read; use JPEG, PNG, WebP or GIF";
inline constexpr std::string_view kDamaged = "The picture is damaged or cut off";
inline constexpr std::string_view kTooLarge = "The picture has too many pixels";
inline Error refusal(std::string_view text) { return {std::string(text)}; }

/// Takes the pixels.
class PixelSink {
 public:
  virtual ~PixelSink() = default;
  /// Decoders that can shrink on the way need not give more pixels than this along the longer edge.
  virtual std::uint32_t wanted_edge() const = 0;
  /// First. `whole`: how large the picture is; `given`: how large it comes.
  virtual void begin(Dimensions whole, Dimensions given) = 0;
  /// Then each row from the top: red, green, blue, alpha (not premultiplied).
  virtual void row(const std::uint8_t* rgba) = 0;
};

struct Decoded {
  PictureType type = PictureType::unknown;
  int orientation = 1;  ///< as in EXIF: 1 to 8; the rows are not turned yet
};

/// Gives all rows of the picture (of its first frame) to the sink, or an error. At most 64 million pixels.
Result<Decoded> decode(std::string_view bytes, PixelSink& sink);

// One per type; `decode` chooses.
Result<Decoded> decode_jpeg(std::string_view bytes, PixelSink& sink);
Result<Decoded> decode_png(std::string_view bytes, PixelSink& sink);
Result<Decoded> decode_webp(std::string_view bytes, PixelSink& sink);
Result<Decoded> decode_gif(std::string_view bytes, PixelSink& sink);

/// Reads the orientation out of EXIF data (a TIFF header and its first directory); 1 when there is none.
int orientation_of(std::string_view exif);

}  // namespace parley::pictures
