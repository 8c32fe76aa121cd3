// PNG, by libpng. Its errors arrive by longjmp, as in jpeg.cpp.
#include <png.h>

#include <cstring>
#include <vector>

#include "pictures/decode.hpp"

namespace parley::pictures {
namespace {

constexpr std::uint64_t kMostInterlacedPixels = 24'000'000;  // these have to be in memory whole
constexpr png_alloc_size_t kLargestChunk = 4u << 20;

/// Chunks that only cost memory here: profiles, texts, palettes.
constexpr png_byte kIgnored[] = "iCCP\0tEXt\0zTXt\0iTXt\0sPLT\0hIST";

struct Source {
  std::string_view left;
};

void read_some(png_structp png, png_bytep into, std::size_t count) {
  auto* source = static_cast<Source*>(png_get_io_ptr(png));
  if (source->left.size() < count) png_error(png, "cut off");
  std::memcpy(into, source->left.data(), count);
  source->left.remove_prefix(count);
}

[[noreturn]] void on_error(png_structp png, png_const_charp) { png_longjmp(png, 1); }
void on_warning(png_structp, png_const_charp) {}

class PngDecoder {
 public:
  explicit PngDecoder(std::string_view bytes)
      : source_{bytes}, png_(png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, on_error, on_warning)) {
    if (png_) info_ = png_create_info_struct(png_);
  }
  ~PngDecoder() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngDecoder(const PngDecoder&) = delete;
  PngDecoder& operator=(const PngDecoder&) = delete;

  bool read_header() {
    if (!png_ || !info_ || setjmp(png_jmpbuf(png_))) return false;
    png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // ours are checked after the header
    png_set_chunk_malloc_max(png_, kLargestChunk);
    png_set_chunk_cache_max(png_, 64);
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, kIgnored, static_cast<int>(sizeof kIgnored / 5));
    png_set_read_fn(png_, &source_, read_some);
    png_read_info(png_, info_);
    return true;
  }
  Dimensions dimensions() const { return {png_get_image_width(png_, info_), png_get_image_height(png_, info_)}; }
  bool interlaced() const { return png_get_interlace_type(png_, info_) != PNG_INTERLACE_NONE; }
  int orientation() const {
    png_bytep exif = nullptr;
    png_uint_32 size = 0;
    if (png_get_eXIf_1(png_, info_, &size, &exif) == 0 || !exif) return 1;
    return orientation_of({reinterpret_cast<const char*>(exif), size});
  }

  /// Whatever it is, it comes as 8-bit RGBA.
  bool start() {
    if (setjmp(png_jmpbuf(png_))) return false;
    png_set_expand(png_);
    png_set_scale_16(png_);
    png_set_gray_to_rgb(png_);
    png_set_add_alpha(png_, 0xFF, PNG_FILLER_AFTER);
    if (interlaced()) png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    return png_get_rowbytes(png_, info_) == std::size_t{4} * png_get_image_width(png_, info_);
  }
  bool read_rows(PixelSink& sink, std::uint8_t* row) {
    if (setjmp(png_jmpbuf(png_))) return false;
    for (std::uint32_t y = png_get_image_height(png_, info_); y > 0; --y) {
      png_read_row(png_, row, nullptr);
      sink.row(row);
    }
    return true;
  }
  bool read_all(std::uint8_t** rows) {
    if (setjmp(png_jmpbuf(png_))) return false;
    png_read_image(png_, rows);
    return true;
  }

 private:
  Source source_;
  png_structp png_;
  png_infop info_ = nullptr;
};

}  // namespace

Result<Decoded> decode_png(std::string_view bytes, PixelSink& sink) {
  PngDecoder decoder(bytes);
  if (!decoder.read_header()) return refusal(kDamaged);
  const Dimensions size = decoder.dimensions();
  PARLEY_CHECK(check_dimensions(size.width, size.height));
  const bool whole = decoder.interlaced();
  if (whole && std::uint64_t{size.width} * size.height > kMostInterlacedPixels) return refusal(kTooLarge);
  if (!decoder.start()) return refusal(kDamaged);
  const std::size_t row_bytes = std::size_t{4} * size.width;
  std::vector<std::uint8_t> pixels(row_bytes * (whole ? size.height : 1));
  sink.begin(size, size);
  if (whole) {
    std::vector<std::uint8_t*> rows(size.height);
    for (std::size_t y = 0; y < rows.size(); ++y) rows[y] = pixels.data() + y * row_bytes;
    if (!decoder.read_all(rows.data())) return refusal(kDamaged);
    for (const std::uint8_t* row : rows) sink.row(row);
  } else if (!decoder.read_rows(sink, pixels.data())) {
    return refusal(kDamaged);
  }
  return Decoded{PictureType::png, decoder.orientation()};
}

}  // namespace parley::pictures
