// JPEG, by libjpeg-turbo. Its errors arrive by longjmp: nothing with a destructor may live in the function that calls
// setjmp, so all state is in a struct outside of it.
#include <csetjmp>
#include <cstddef>
#include <cstdio>
// After cstddef and cstdio, which it needs and does not include.
#include <jerror.h>
#include <jpeglib.h>

#include <algorithm>
#include <vector>

#include "pictures/decode.hpp"

namespace parley::pictures {
namespace {

constexpr int kMostScans = 200;  // honest progressive pictures have about ten; each costs a pass over all pixels
constexpr int kMostWarnings = 1'000;
constexpr long kMostMemory = 160L << 20;

struct Errors {
  jpeg_error_mgr manager{};
  std::jmp_buf back{};
  int warnings = 0;
};

[[noreturn]] void give_up(j_common_ptr info) { std::longjmp(reinterpret_cast<Errors*>(info->err)->back, 1); }

void on_message(j_common_ptr info, int level) {
  if (level >= 0) return;
  // What is missing would be filled with grey.
  const int code = info->err->msg_code;
  auto* errors = reinterpret_cast<Errors*>(info->err);
  if (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER || ++errors->warnings > kMostWarnings) give_up(info);
}

void on_progress(j_common_ptr info) {
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > kMostScans) give_up(info);
}

/// CMYK as Adobe writes it, inverted.
void to_rgba(const std::uint8_t* cmyk, std::uint8_t* rgba, std::size_t pixels) {
  for (std::size_t i = 0; i < pixels; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      rgba[4 * i + c] = static_cast<std::uint8_t>(cmyk[4 * i + c] * cmyk[4 * i + 3] / 255);
    }
    rgba[4 * i + 3] = 255;
  }
}

class JpegDecoder {
 public:
  JpegDecoder() {
    info_.err = jpeg_std_error(&errors_.manager);
    errors_.manager.error_exit = give_up;
    errors_.manager.emit_message = on_message;
    progress_.progress_monitor = on_progress;
  }
  ~JpegDecoder() { jpeg_destroy_decompress(&info_); }
  JpegDecoder(const JpegDecoder&) = delete;
  JpegDecoder& operator=(const JpegDecoder&) = delete;

  bool read_header(std::string_view bytes) {
    if (setjmp(errors_.back)) return false;
    jpeg_create_decompress(&info_);
    info_.mem->max_memory_to_use = kMostMemory;
    info_.progress = &progress_;
    jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    jpeg_save_markers(&info_, JPEG_APP0 + 1, 0xFFFF);
    return jpeg_read_header(&info_, TRUE) == JPEG_HEADER_OK;
  }
  Dimensions dimensions() const { return {info_.image_width, info_.image_height}; }
  int orientation() const {
    for (auto* marker = info_.marker_list; marker; marker = marker->next) {
      const std::string_view data(reinterpret_cast<const char*>(marker->data), marker->data_length);
      if (data.starts_with(std::string_view("Exif\0\0", 6))) return orientation_of(data);
    }
    return 1;
  }

  /// Decodes at a half, a quarter or an eighth where that is enough: less work, less memory.
  bool start(std::uint32_t wanted_edge) {
    if (setjmp(errors_.back)) return false;
    cmyk_ = info_.jpeg_color_space == JCS_CMYK || info_.jpeg_color_space == JCS_YCCK;
    info_.out_color_space = cmyk_ ? JCS_CMYK : JCS_EXT_RGBA;
    info_.scale_num = 1;
    info_.scale_denom = 1;
    const std::uint32_t edge = std::max(info_.image_width, info_.image_height);
    while (info_.scale_denom < 8 && edge / (info_.scale_denom * 2) >= wanted_edge) info_.scale_denom *= 2;
    return jpeg_start_decompress(&info_) == TRUE;
  }
  Dimensions given() const { return {info_.output_width, info_.output_height}; }

  bool read_rows(PixelSink& sink, std::uint8_t* row, std::uint8_t* converted) {
    if (setjmp(errors_.back)) return false;
    while (info_.output_scanline < info_.output_height) {
      JSAMPROW rows[] = {row};
      if (jpeg_read_scanlines(&info_, rows, 1) != 1) return false;
      if (cmyk_) to_rgba(row, converted, info_.output_width);
      sink.row(cmyk_ ? converted : row);
    }
    return true;
  }

 private:
  jpeg_decompress_struct info_{};
  Errors errors_;
  jpeg_progress_mgr progress_{};
  bool cmyk_ = false;
};

}  // namespace

Result<Decoded> decode_jpeg(std::string_view bytes, PixelSink& sink) {
  JpegDecoder decoder;
  if (!decoder.read_header(bytes)) return refusal(kDamaged);
  const Dimensions whole = decoder.dimensions();
  PARLEY_CHECK(check_dimensions(whole.width, whole.height));
  if (!decoder.start(sink.wanted_edge())) return refusal(kDamaged);
  const Dimensions given = decoder.given();
  std::vector<std::uint8_t> row(std::size_t{4} * given.width), converted(row.size());
  sink.begin(whole, given);
  if (!decoder.read_rows(sink, row.data(), converted.data())) return refusal(kDamaged);
  return Decoded{PictureType::jpeg, decoder.orientation()};
}

}  // namespace parley::pictures
