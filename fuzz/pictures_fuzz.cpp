// The picture decoders, as they run in the sandboxed child. Ours are the GIF decoder and the reading of EXIF; the
// libraries are on trial for how we use them.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "pictures/decode.hpp"

namespace {

/// Counts the rows it was promised. Large pictures are left to the tests: here they only cost time.
class Counter final : public parley::pictures::PixelSink {
 public:
  std::uint32_t wanted_edge() const override { return 64; }
  void begin(parley::pictures::Dimensions, parley::pictures::Dimensions given) override { given_ = given; }
  void row(const std::uint8_t* rgba) override {
    if (++rows_ > given_.height) std::abort();
    for (std::size_t i = 0; i < std::size_t{4} * given_.width; ++i) sum_ = sum_ + rgba[i];
  }
  bool complete() const { return rows_ == given_.height; }

 private:
  parley::pictures::Dimensions given_;
  std::uint32_t rows_ = 0;
  volatile std::uint32_t sum_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  parley::pictures::orientation_of(bytes);
  Counter counter;
  if (parley::pictures::decode(bytes, counter) && !counter.complete()) std::abort();
  return 0;
}
