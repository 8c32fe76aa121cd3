// The first frame of a GIF (GIF89a specification; LZW as in its appendix F).
#include <algorithm>
#include <array>
#include <vector>

#include "pictures/decode.hpp"

namespace parley::pictures {
namespace {

constexpr int kNotTransparent = -1;
constexpr std::size_t kMostCodes = 4096;

/// Reads forward; behind the end everything is 0 and `cut_off` is set.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : bytes_(bytes) {}
  std::uint8_t byte() {
    if (at_ < bytes_.size()) return static_cast<std::uint8_t>(bytes_[at_++]);
    cut_off_ = true;
    return 0;
  }
  std::uint16_t word() {
    const std::uint8_t low = byte();
    return static_cast<std::uint16_t>(low | byte() << 8);
  }
  std::string_view take(std::size_t count) {
    const std::string_view taken = bytes_.substr(at_, count);
    cut_off_ = cut_off_ || taken.size() < count;
    at_ += taken.size();
    return taken;
  }
  bool cut_off() const { return cut_off_; }

 private:
  const std::string_view bytes_;
  std::size_t at_ = 0;
  bool cut_off_ = false;
};

/// The bits of the data's sub-blocks, lowest first.
class CodeReader {
 public:
  explicit CodeReader(Cursor& cursor) : cursor_(cursor) {}
  /// A code of that many bits; nothing more comes when it is -1.
  int code(int bits) {
    while (count_ < bits) {
      if (left_ == 0) left_ = cursor_.byte();
      if (left_ == 0) return -1;
      --left_;
      bits_ |= static_cast<std::uint32_t>(cursor_.byte()) << count_;
      count_ += 8;
      if (cursor_.cut_off()) return -1;
    }
    const int value = static_cast<int>(bits_ & ((1u << bits) - 1));
    bits_ >>= bits;
    count_ -= bits;
    return value;
  }

 private:
  Cursor& cursor_;
  std::uint32_t bits_ = 0;
  int count_ = 0;
  int left_ = 0;
};

/// Fills `out` with colour numbers; false when the data is wrong or ends too early.
bool decompress(Cursor& cursor, std::vector<std::uint8_t>& out) {
  const int smallest = cursor.byte();
  if (smallest < 2 || smallest > 8) return false;
  const int clear = 1 << smallest, end = clear + 1;
  std::array<std::uint16_t, kMostCodes> prefix{};
  std::array<std::uint8_t, kMostCodes> last{}, first{};
  std::array<std::uint16_t, kMostCodes> length{};
  for (int code = 0; code < clear; ++code) {
    last[static_cast<std::size_t>(code)] = first[static_cast<std::size_t>(code)] = static_cast<std::uint8_t>(code);
    length[static_cast<std::size_t>(code)] = 1;
  }
  CodeReader reader(cursor);
  int bits = smallest + 1, next = end + 1, previous = -1;
  std::size_t filled = 0;
  while (filled < out.size()) {
    const int code = reader.code(bits);
    if (code < 0 || code == end) return false;
    if (code == clear) {
      bits = smallest + 1;
      next = end + 1;
      previous = -1;
      continue;
    }
    if (code > next || (code == next && previous < 0) || (code >= clear && code <= end)) return false;
    if (previous >= 0 && next < static_cast<int>(kMostCodes)) {
      // The new string: the previous one and the first colour of this one (which may be the new string itself).
      const auto entry = static_cast<std::size_t>(next), before = static_cast<std::size_t>(previous);
      prefix[entry] = static_cast<std::uint16_t>(previous);
      first[entry] = first[before];
      last[entry] = code == next ? first[before] : first[static_cast<std::size_t>(code)];
      length[entry] = static_cast<std::uint16_t>(length[before] + 1);
      ++next;
      if (next == 1 << bits && bits < 12) ++bits;
    } else if (code == next) {
      return false;
    }
    auto at = static_cast<std::size_t>(code);
    const std::size_t count = length[at];
    for (std::size_t i = count; i > 0; --i) {
      if (filled + i - 1 < out.size()) out[filled + i - 1] = last[at];
      at = prefix[at];
    }
    filled += count;
    previous = code;
  }
  return true;
}

/// Interlaced rows come in four passes; the row at which place the n-th one comes.
std::vector<std::uint32_t> row_order(std::uint32_t height, bool interlaced) {
  std::vector<std::uint32_t> order(height);
  std::uint32_t n = 0;
  constexpr std::uint32_t starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};
  for (int pass = 0; pass < (interlaced ? 4 : 1); ++pass) {
    for (std::uint32_t y = interlaced ? starts[pass] : 0; y < height; y += interlaced ? steps[pass] : 1) order[y] = n++;
  }
  return order;
}

}  // namespace

Result<Decoded> decode_gif(std::string_view bytes, PixelSink& sink) {
  Cursor cursor(bytes);
  cursor.take(6);
  const std::uint32_t screen_width = cursor.word(), screen_height = cursor.word();
  const std::uint8_t screen_flags = cursor.byte();
  cursor.take(2);
  const auto palette_size = [](std::uint8_t flags) { return std::size_t{3} << ((flags & 7) + 1); };
  std::string_view palette = cursor.take(screen_flags & 0x80 ? palette_size(screen_flags) : 0);
  int transparent = kNotTransparent;
  // Extensions, up to the first picture.
  for (std::uint8_t kind = cursor.byte(); kind != 0x2C; kind = cursor.byte()) {
    if (kind != 0x21 || cursor.cut_off()) return refusal(kDamaged);
    const std::uint8_t label = cursor.byte();
    for (std::uint8_t size = cursor.byte(); size != 0; size = cursor.byte()) {
      const std::string_view block = cursor.take(size);
      if (label == 0xF9 && block.size() >= 4) {
        transparent = block[0] & 1 ? static_cast<unsigned char>(block[3]) : kNotTransparent;
      }
    }
  }
  const std::uint32_t left = cursor.word(), top = cursor.word(), width = cursor.word(), height = cursor.word();
  const std::uint8_t flags = cursor.byte();
  if (flags & 0x80) palette = cursor.take(palette_size(flags));
  if (cursor.cut_off() || palette.empty() || width == 0 || height == 0) return refusal(kDamaged);
  const Dimensions canvas{std::max(screen_width, left + width), std::max(screen_height, top + height)};
  PARLEY_CHECK(check_dimensions(canvas.width, canvas.height));
  std::vector<std::uint8_t> colours(std::size_t{width} * height);
  if (!decompress(cursor, colours)) return refusal(kDamaged);

  sink.begin(canvas, canvas);
  const std::vector<std::uint32_t> order = row_order(height, (flags & 0x40) != 0);
  std::vector<std::uint8_t> row(std::size_t{4} * canvas.width);
  for (std::uint32_t y = 0; y < canvas.height; ++y) {
    std::fill(row.begin(), row.end(), std::uint8_t{0});
    if (y >= top && y - top < height) {
      const std::uint8_t* from = colours.data() + std::size_t{order[y - top]} * width;
      for (std::uint32_t x = 0; x < width; ++x) {
        const std::size_t colour = from[x];
        if (static_cast<int>(colour) == transparent || 3 * colour + 2 >= palette.size()) continue;
        std::uint8_t* pixel = row.data() + std::size_t{4} * (left + x);
        for (std::size_t c = 0; c < 3; ++c) pixel[c] = static_cast<std::uint8_t>(palette[3 * colour + c]);
        pixel[3] = 255;
      }
    }
    sink.row(row.data());
  }
  return Decoded{PictureType::gif, 1};
}

}  // namespace parley::pictures
