// WebP, by libwebp: reading, and writing the result.
#include <webp/decode.h>
#include <webp/demux.h>
#include <webp/encode.h>

#include <algorithm>
#include <memory>

#include "pictures/decode.hpp"
#include "pictures/encode.hpp"

namespace parley::pictures {
namespace {

constexpr std::uint64_t kMostPixelsAtOnce = 8'000'000;  // larger ones are shrunk while they are decoded
constexpr float kPhotoQuality = 85;
constexpr std::size_t kSmallLossless = 96u << 10;

struct DecoderBuffer {
  WebPDecoderConfig config{};
  ~DecoderBuffer() { WebPFreeDecBuffer(&config.output); }
};

Result<void> decode_frame(const WebPData& frame, PixelSink& sink) {
  DecoderBuffer decoder;
  WebPDecoderConfig& config = decoder.config;
  if (!WebPInitDecoderConfig(&config) || WebPGetFeatures(frame.bytes, frame.size, &config.input) != VP8_STATUS_OK) {
    return refusal(kDamaged);
  }
  const Dimensions whole{static_cast<std::uint32_t>(config.input.width),
                         static_cast<std::uint32_t>(config.input.height)};
  PARLEY_CHECK(check_dimensions(whole.width, whole.height));
  Dimensions given = whole;
  const std::uint32_t edge = std::max(whole.width, whole.height);
  if (std::uint64_t{whole.width} * whole.height > kMostPixelsAtOnce && edge > 2 * sink.wanted_edge()) {
    given.width = std::max(1u, static_cast<std::uint32_t>(2ull * sink.wanted_edge() * whole.width / edge));
    given.height = std::max(1u, static_cast<std::uint32_t>(2ull * sink.wanted_edge() * whole.height / edge));
    config.options.use_scaling = 1;
    config.options.scaled_width = static_cast<int>(given.width);
    config.options.scaled_height = static_cast<int>(given.height);
  }
  config.output.colorspace = MODE_RGBA;
  switch (WebPDecode(frame.bytes, frame.size, &config)) {
    case VP8_STATUS_OK:
      break;
    case VP8_STATUS_OUT_OF_MEMORY:
      return refusal(kTooLarge);
    default:
      return refusal(kDamaged);
  }
  sink.begin(whole, given);
  const WebPRGBABuffer& pixels = config.output.u.RGBA;
  for (std::size_t y = 0; y < given.height; ++y) sink.row(pixels.rgba + y * static_cast<std::size_t>(pixels.stride));
  return {};
}

std::string encode(const Image& image, const WebPConfig& config) {
  WebPPicture picture;
  if (!WebPPictureInit(&picture)) return {};
  const std::unique_ptr<WebPPicture, void (*)(WebPPicture*)> freed(&picture, WebPPictureFree);
  WebPMemoryWriter writer;
  WebPMemoryWriterInit(&writer);
  const std::unique_ptr<WebPMemoryWriter, void (*)(WebPMemoryWriter*)> cleared(&writer, WebPMemoryWriterClear);
  picture.use_argb = 1;
  picture.width = static_cast<int>(image.size.width);
  picture.height = static_cast<int>(image.size.height);
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = &writer;
  if (!WebPPictureImportRGBA(&picture, image.rgba.data(), 4 * picture.width) || !WebPEncode(&config, &picture)) {
    return {};
  }
  return std::string(reinterpret_cast<const char*>(writer.mem), writer.size);
}

}  // namespace

Result<Decoded> decode_webp(std::string_view bytes, PixelSink& sink) {
  const WebPData data{reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
  const std::unique_ptr<WebPDemuxer, void (*)(WebPDemuxer*)> demuxer(WebPDemux(&data), WebPDemuxDelete);
  if (!demuxer) return refusal(kDamaged);
  WebPIterator frame{};
  const bool found = WebPDemuxGetFrame(demuxer.get(), 1, &frame) != 0;
  const std::unique_ptr<WebPIterator, void (*)(WebPIterator*)> released(&frame, WebPDemuxReleaseIterator);
  if (!found || !frame.complete) return refusal(kDamaged);
  PARLEY_CHECK(decode_frame(frame.fragment, sink));
  Decoded decoded{PictureType::webp, 1};
  WebPChunkIterator exif{};
  if (WebPDemuxGetChunk(demuxer.get(), "EXIF", 1, &exif)) {
    decoded.orientation = orientation_of({reinterpret_cast<const char*>(exif.chunk.bytes), exif.chunk.size});
  }
  WebPDemuxReleaseChunkIterator(&exif);
  return decoded;
}

std::string encode_webp(const Image& image, bool drawn) {
  WebPConfig config;
  if (drawn) {
    // Logos and drawings stay sharp and often get smaller so.
    if (!WebPConfigInit(&config) || !WebPConfigLosslessPreset(&config, 4)) return {};
    std::string exact = encode(image, config);
    if (!exact.empty() && exact.size() <= kSmallLossless) return exact;
  }
  if (!WebPConfigInit(&config)) return {};
  config.quality = kPhotoQuality;
  config.use_sharp_yuv = 1;
  return encode(image, config);
}

}  // namespace parley::pictures
