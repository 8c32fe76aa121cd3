#include "pictures/image.hpp"

#include <algorithm>
#include <cmath>

namespace parley::pictures {
namespace {

std::uint8_t to_byte(float value) { return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L)); }

}  // namespace

Dimensions fitted(Dimensions size, std::uint32_t edge) {
  const std::uint32_t longer = std::max(size.width, size.height);
  if (longer <= edge) return size;
  const auto scaled = [&](std::uint32_t length) {
    return std::max(1u, static_cast<std::uint32_t>((std::uint64_t{length} * edge + longer / 2) / longer));
  };
  return {scaled(size.width), scaled(size.height)};
}

Shrinker::Shrinker(Dimensions from, Dimensions to)
    : from_(from),
      to_(to),
      scale_(static_cast<double>(from.height) / to.height),
      line_(std::size_t{4} * (to.width + 1)),
      sum_(std::size_t{4} * to.width),
      result_{to, std::vector<std::uint8_t>(std::size_t{4} * to.width * to.height)} {
  const double scale = static_cast<double>(from.width) / to.width;
  shares_.reserve(from.width);
  for (std::uint32_t x = 0; x < from.width; ++x) {
    const auto column = std::min(static_cast<std::uint32_t>(x / scale), to.width - 1);
    const double border = (column + 1) * scale;
    const auto first = static_cast<float>(std::clamp(border - x, 0.0, 1.0));
    shares_.push_back({column, column + 1 == to.width ? 1.0f : first, column + 1 == to.width ? 0.0f : 1.0f - first});
  }
}

void Shrinker::row(const std::uint8_t* rgba) {
  if (read_ >= from_.height) return;
  std::fill(line_.begin(), line_.end(), 0.0f);
  for (const Share& share : shares_) {
    float* at = line_.data() + std::size_t{4} * share.column;
    const float alpha = rgba[3];
    const float pixel[] = {rgba[0] * alpha, rgba[1] * alpha, rgba[2] * alpha, alpha};
    for (int c = 0; c < 4; ++c) at[c] += pixel[c] * share.first;
    for (int c = 0; c < 4; ++c) at[4 + c] += pixel[c] * share.second;
    rgba += 4;
  }
  const double border = (written_ + 1) * scale_;
  const double above = std::clamp(border - read_, 0.0, 1.0);
  ++read_;
  const bool last = written_ + 1 == to_.height;
  add(last ? 1.0f : static_cast<float>(above));
  if (last ? read_ == from_.height : read_ >= border) {
    finish_row();
    if (!last && above < 1.0) add(static_cast<float>(1.0 - above));
  }
}

void Shrinker::add(float share) {
  for (std::size_t i = 0; i < sum_.size(); ++i) sum_[i] += line_[i] * share;
  weight_ += share;
}

void Shrinker::finish_row() {
  const double columns = static_cast<double>(from_.width) / to_.width;
  const float area = weight_ * static_cast<float>(columns);
  std::uint8_t* out = result_.rgba.data() + std::size_t{4} * to_.width * written_;
  for (std::size_t i = 0; i < sum_.size(); i += 4) {
    const float alpha = sum_[i + 3];
    for (std::size_t c = 0; c < 3; ++c) out[i + c] = alpha > 0 ? to_byte(sum_[i + c] / alpha) : std::uint8_t{0};
    out[i + 3] = to_byte(alpha / area);
  }
  std::fill(sum_.begin(), sum_.end(), 0.0f);
  weight_ = 0;
  ++written_;
}

Image turned(const Image& image, int orientation) {
  if (orientation < 2 || orientation > 8) return image;
  const auto [width, height] = image.size;
  const bool swapped = orientation >= 5;
  Image out{{swapped ? height : width, swapped ? width : height}, std::vector<std::uint8_t>(image.rgba.size())};
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      // Where the stored pixel is shown.
      const std::uint32_t right = width - 1 - x, below = height - 1 - y;
      std::uint32_t to_x = x, to_y = y;
      switch (orientation) {
        case 2:
          to_x = right;
          break;
        case 3:
          to_x = right, to_y = below;
          break;
        case 4:
          to_y = below;
          break;
        case 5:
          to_x = y, to_y = x;
          break;
        case 6:
          to_x = below, to_y = x;
          break;
        case 7:
          to_x = below, to_y = right;
          break;
        case 8:
          to_x = y, to_y = right;
          break;
        default:
          break;
      }
      std::copy_n(image.rgba.data() + 4 * (std::size_t{y} * width + x), 4,
                  out.rgba.data() + 4 * (std::size_t{to_y} * out.size.width + to_x));
    }
  }
  return out;
}

}  // namespace parley::pictures
