#pragma once
// Pixels in memory, and making them fewer.
#include <cstdint>
#include <vector>

#include "pictures/decode.hpp"

namespace parley::pictures {

/// Rows from the top; red, green, blue, alpha (not premultiplied).
struct Image {
  Dimensions size;
  std::vector<std::uint8_t> rgba;
};

/// How large a picture becomes whose longer edge may have `edge` pixels. Never larger than it is.
Dimensions fitted(Dimensions size, std::uint32_t edge);

/// Makes a smaller picture out of rows as they come: each new pixel is the mean of the area it covers. Keeps only the
/// result in memory.
class Shrinker {
 public:
  /// `to` is at most `from` in both directions.
  Shrinker(Dimensions from, Dimensions to);
  void row(const std::uint8_t* rgba);
  /// After the last row.
  Image take() { return std::move(result_); }

 private:
  struct Share {
    std::uint32_t column;  ///< that gets `first`; the next one gets `second`
    float first, second;
  };
  void add(float share);
  void finish_row();

  const Dimensions from_, to_;
  const double scale_;  ///< rows of the source per row of the result
  std::vector<Share> shares_;
  std::vector<float> line_;  ///< the row just read, shrunk to the result's width; colours times alpha
  std::vector<float> sum_;   ///< what the next row of the result has so far
  float weight_ = 0;
  std::uint32_t read_ = 0, written_ = 0;
  Image result_;
};

/// The picture as it has to be shown; `orientation` as in EXIF.
Image turned(const Image& image, int orientation);

}  // namespace parley::pictures
