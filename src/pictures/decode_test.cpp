// Decoders, orientation and shrinking, without the child.
#include "pictures/decode.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <random>
// After cstdio, which it needs and does not include.
#include <jpeglib.h>
#include <png.h>

#include "pictures/encode.hpp"
#include "pictures/image.hpp"
#include "tests/harness/test_pictures.hpp"

namespace parley::pictures {
namespace {

using test::Rgba;

/// Keeps the whole picture.
class Keeper final : public PixelSink {
 public:
  explicit Keeper(std::uint32_t wanted = kLargestEdge) : wanted_(wanted) {}
  std::uint32_t wanted_edge() const override { return wanted_; }
  void begin(Dimensions whole, Dimensions given) override {
    whole_ = whole;
    image.size = given;
  }
  void row(const std::uint8_t* rgba) override {
    image.rgba.insert(image.rgba.end(), rgba, rgba + std::size_t{4} * image.size.width);
  }
  Rgba at(std::uint32_t x, std::uint32_t y) const {
    Rgba pixel;
    std::copy_n(image.rgba.data() + 4 * (std::size_t{y} * image.size.width + x), 4, pixel.begin());
    return pixel;
  }
  Image image;
  Dimensions whole_;

 private:
  const std::uint32_t wanted_;
};

std::string error_of(std::string_view bytes) {
  Keeper keeper;
  const auto decoded = decode(bytes, keeper);
  return decoded ? "" : decoded.error().text;
}

Rgba gradient(std::uint32_t x, std::uint32_t y) {
  return {static_cast<std::uint8_t>(x * 5), static_cast<std::uint8_t>(y * 3), 77, static_cast<std::uint8_t>(255 - x)};
}

/// A JPEG of one colour per quarter, with `exif` (if any) in an APP1 marker.
std::string jpeg(std::uint32_t width, std::uint32_t height, const std::string& exif = {}, bool progressive = false) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* out = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &out, &size);
  info.image_width = width;
  info.image_height = height;
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, 95, TRUE);
  if (progressive) jpeg_simple_progression(&info);
  jpeg_start_compress(&info, TRUE);
  if (!exif.empty()) {
    jpeg_write_marker(&info, JPEG_APP0 + 1, reinterpret_cast<const JOCTET*>(exif.data()),
                      static_cast<unsigned>(exif.size()));
  }
  std::vector<std::uint8_t> row(std::size_t{3} * width);
  while (info.next_scanline < height) {
    for (std::uint32_t x = 0; x < width; ++x) {
      row[3 * x] = x < width / 2 ? 250 : 5;
      row[3 * x + 1] = info.next_scanline < height / 2 ? 250 : 5;
      row[3 * x + 2] = 5;
    }
    JSAMPROW rows[] = {row.data()};
    jpeg_write_scanlines(&info, rows, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  std::string bytes(reinterpret_cast<char*>(out), size);
  std::free(out);
  return bytes;
}

std::string exif_of(int orientation, bool little = true) {
  std::string tiff = little ? std::string("II*\0\x08\0\0\0\x01\0", 10) : std::string("MM\0*\0\0\0\x08\0\x01", 10);
  tiff += little ? std::string("\x12\x01\x03\0\x01\0\0\0", 8) : std::string("\x01\x12\0\x03\0\0\0\x01", 8);
  const char value = static_cast<char>(orientation);
  tiff += little ? std::string({value, 0, 0, 0}) : std::string({0, value, 0, 0});
  return std::string("Exif\0\0", 6) + tiff + std::string(4, '\0');
}

bool near(const Rgba& a, const Rgba& b, int by) {
  for (std::size_t c = 0; c < 4; ++c) {
    if (std::abs(int{a[c]} - int{b[c]}) > by) return false;
  }
  return true;
}

TEST(Decode, PngIsExact) {
  Keeper keeper;
  const auto decoded = decode(test::png(40, 30, gradient), keeper);
  ASSERT_TRUE(decoded) << decoded.error().text;
  EXPECT_EQ(decoded->type, PictureType::png);
  ASSERT_EQ(keeper.image.size, (Dimensions{40, 30}));
  for (std::uint32_t y = 0; y < 30; ++y) {
    for (std::uint32_t x = 0; x < 40; ++x) ASSERT_EQ(keeper.at(x, y), gradient(x, y)) << x << ',' << y;
  }
}

/// A PNG made by libpng: the kinds the tests' own writer does not know.
std::string libpng_png(int colour_type, int depth, bool interlaced) {
  std::string out;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png, &out,
      [](png_structp p, png_bytep bytes, std::size_t count) {
        static_cast<std::string*>(png_get_io_ptr(p))->append(reinterpret_cast<char*>(bytes), count);
      },
      nullptr);
  png_set_IHDR(png, info, 20, 20, depth, colour_type, interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  const png_color palette[] = {{10, 20, 30}, {200, 100, 50}};
  if (colour_type == PNG_COLOR_TYPE_PALETTE) png_set_PLTE(png, info, palette, 2);
  png_write_info(png, info);
  const std::size_t row_bytes = png_get_rowbytes(png, info);
  std::vector<std::vector<png_byte>> rows(20, std::vector<png_byte>(row_bytes));
  for (std::size_t y = 0; y < 20; ++y) {
    for (std::size_t i = 0; i < row_bytes; ++i) {
      rows[y][i] = colour_type == PNG_COLOR_TYPE_PALETTE ? static_cast<png_byte>(y % 2) : static_cast<png_byte>(y * 10);
    }
  }
  std::vector<png_bytep> pointers;
  for (auto& row : rows) pointers.push_back(row.data());
  png_write_image(png, pointers.data());
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  return out;
}

TEST(Decode, EveryKindOfPng) {
  for (const bool interlaced : {false, true}) {
    for (const auto& [type, depth] : {std::pair{PNG_COLOR_TYPE_GRAY, 8},
                                      {PNG_COLOR_TYPE_GRAY, 16},
                                      {PNG_COLOR_TYPE_RGB, 8},
                                      {PNG_COLOR_TYPE_RGB_ALPHA, 16}}) {
      Keeper keeper;
      ASSERT_TRUE(decode(libpng_png(type, depth, interlaced), keeper));
      const auto grey = static_cast<std::uint8_t>(130);
      EXPECT_EQ(keeper.at(5, 13)[0], grey);
      EXPECT_EQ(keeper.at(5, 13)[2], grey);
      EXPECT_EQ(keeper.at(5, 13)[3], type == PNG_COLOR_TYPE_RGB_ALPHA ? grey : 255);
    }
    Keeper keeper;
    ASSERT_TRUE(decode(libpng_png(PNG_COLOR_TYPE_PALETTE, 8, interlaced), keeper));
    EXPECT_EQ(keeper.at(3, 4), (Rgba{10, 20, 30, 255}));
    EXPECT_EQ(keeper.at(3, 5), (Rgba{200, 100, 50, 255}));
  }
}

TEST(Decode, JpegBaselineAndProgressive) {
  for (const bool progressive : {false, true}) {
    Keeper keeper;
    const auto decoded = decode(jpeg(64, 48, {}, progressive), keeper);
    ASSERT_TRUE(decoded) << decoded.error().text;
    EXPECT_EQ(decoded->orientation, 1);
    ASSERT_EQ(keeper.image.size, (Dimensions{64, 48}));
    EXPECT_TRUE(near(keeper.at(5, 5), {250, 250, 5, 255}, 12));
    EXPECT_TRUE(near(keeper.at(60, 5), {5, 250, 5, 255}, 12));
    EXPECT_TRUE(near(keeper.at(60, 44), {5, 5, 5, 255}, 12));
  }
}

TEST(Decode, JpegIsShrunkOnTheWayButNeverTooMuch) {
  Keeper keeper(100);
  ASSERT_TRUE(decode(jpeg(801, 600), keeper));
  EXPECT_EQ(keeper.whole_, (Dimensions{801, 600}));
  EXPECT_EQ(keeper.image.size, (Dimensions{101, 75}));
  Keeper other(102);
  ASSERT_TRUE(decode(jpeg(801, 600), other));
  EXPECT_EQ(other.image.size.width, 201u);
}

TEST(Decode, OrientationIsReadInBothOrdersOfBytes) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    for (const bool little : {true, false}) {
      Keeper keeper;
      EXPECT_EQ(decode(jpeg(16, 16, exif_of(orientation, little)), keeper)->orientation, orientation);
    }
  }
  EXPECT_EQ(orientation_of(exif_of(9)), 1);
  EXPECT_EQ(orientation_of(exif_of(0)), 1);
  EXPECT_EQ(orientation_of(""), 1);
  EXPECT_EQ(orientation_of("II*"), 1);
  // A directory behind the end.
  EXPECT_EQ(orientation_of(std::string("II*\0\xFF\xFF\xFF\xFF", 8) + std::string(20, '\xFF')), 1);
  const std::string whole = exif_of(6);
  for (std::size_t size = 0; size < whole.size(); ++size) orientation_of(std::string_view(whole).substr(0, size));
  Keeper keeper;
  const auto png = decode(test::png(4, 4, gradient, test::png_chunk("eXIf", exif_of(6).substr(6))), keeper);
  EXPECT_EQ(png->orientation, 6);
}

// The picture of "What's in a GIF" (Matthew Flickinger), ten pixels a side.
constexpr unsigned char kGif[] = {0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0x0A, 0x00, 0x0A, 0x00, 0x91, 0x00, 0x00, 0xFF,
                                  0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0x00, 0x00, 0x00, 0x21, 0xF9, 0x04,
                                  0x00, 0x00, 0x00, 0x00, 0x00, 0x2C, 0x00, 0x00, 0x00, 0x00, 0x0A, 0x00, 0x0A, 0x00,
                                  0x00, 0x02, 0x16, 0x8C, 0x2D, 0x99, 0x87, 0x2A, 0x1C, 0xDC, 0x33, 0xA0, 0x02, 0x75,
                                  0xEC, 0x95, 0xFA, 0xA8, 0xDE, 0x60, 0x8C, 0x04, 0x91, 0x4C, 0x01, 0x00, 0x3B};
std::string gif() { return std::string(reinterpret_cast<const char*>(kGif), sizeof kGif); }

TEST(Decode, GifGivesItsFirstFrame) {
  Keeper keeper;
  const auto decoded = decode(gif(), keeper);
  ASSERT_TRUE(decoded) << decoded.error().text;
  const Rgba white{255, 255, 255, 255}, red{255, 0, 0, 255}, blue{0, 0, 255, 255};
  const char* rows[] = {"rrrrrbbbbb", "rrrrrbbbbb", "rrrrrbbbbb", "rrrwwwwbbb", "rrrwwwwbbb",
                        "bbbwwwwrrr", "bbbwwwwrrr", "bbbbbrrrrr", "bbbbbrrrrr", "bbbbbrrrrr"};
  for (std::uint32_t y = 0; y < 10; ++y) {
    for (std::uint32_t x = 0; x < 10; ++x) {
      EXPECT_EQ(keeper.at(x, y), rows[y][x] == 'r' ? red : rows[y][x] == 'b' ? blue : white) << x << ',' << y;
    }
  }
}

/// A GIF without compression: a clear code before the table can grow. Larger than one code size, with all bells.
std::string plain_gif(std::uint32_t width, std::uint32_t height, bool interlaced) {
  const auto word = [](std::uint32_t value) {
    return std::string({static_cast<char>(value), static_cast<char>(value >> 8)});
  };
  std::string bytes = "GIF89a" + word(width + 2) + word(height + 1) + std::string("\xF6\0\0", 3);  // 128 colours
  for (int i = 0; i < 128; ++i) bytes += {static_cast<char>(i), static_cast<char>(2 * i), '\7'};
  bytes += std::string("\x21\xF9\x04\x01\0\0\x05\0", 8);  // colour 5 is transparent
  bytes +=
      "\x2C" + word(2) + word(1) + word(width) + word(height) + std::string(1, interlaced ? '\x40' : '\0') + "\x07";
  std::vector<std::uint32_t> order;
  for (const auto& [start, step] : {std::pair{0u, 8u}, {4u, 8u}, {2u, 4u}, {1u, 2u}}) {
    if (!interlaced) break;
    for (std::uint32_t y = start; y < height; y += step) order.push_back(y);
  }
  for (std::uint32_t y = 0; !interlaced && y < height; ++y) order.push_back(y);
  std::string codes;  // of eight bits each, since the table never grows to 256
  int until_clear = 0;
  for (const std::uint32_t y : order) {
    for (std::uint32_t x = 0; x < width; ++x) {
      if (until_clear-- == 0) {
        codes += '\x80';
        until_clear = 99;
      }
      codes += static_cast<char>((x + y) % 128);
    }
  }
  codes += '\x81';
  for (std::size_t at = 0; at < codes.size(); at += 255) {
    const std::string block = codes.substr(at, 255);
    bytes += static_cast<char>(block.size()) + block;
  }
  return bytes + std::string("\0;", 2);
}

TEST(Decode, GifWithOffsetTransparencyAndInterlacing) {
  for (const bool interlaced : {false, true}) {
    Keeper keeper;
    const auto decoded = decode(plain_gif(70, 53, interlaced), keeper);
    ASSERT_TRUE(decoded) << decoded.error().text;
    ASSERT_EQ(keeper.image.size, (Dimensions{72, 54}));
    EXPECT_EQ(keeper.at(0, 0), (Rgba{0, 0, 0, 0}));
    for (std::uint32_t y = 0; y < 53; ++y) {
      for (std::uint32_t x = 0; x < 70; ++x) {
        const auto colour = static_cast<std::uint8_t>((x + y) % 128);
        const Rgba wanted =
            colour == 5 ? Rgba{0, 0, 0, 0} : Rgba{colour, static_cast<std::uint8_t>(2 * colour), 7, 255};
        ASSERT_EQ(keeper.at(x + 2, y + 1), wanted) << x << ',' << y << ' ' << interlaced;
      }
    }
  }
}

TEST(Decode, WebpAsItWasEncoded) {
  Image image{{33, 21}, {}};
  for (std::uint32_t y = 0; y < 21; ++y) {
    for (std::uint32_t x = 0; x < 33; ++x) {
      const Rgba pixel = gradient(x, y);
      image.rgba.insert(image.rgba.end(), pixel.begin(), pixel.end());
    }
  }
  Keeper exact, photo;
  ASSERT_TRUE(decode(encode_webp(image, true), exact));
  EXPECT_EQ(exact.image.rgba, image.rgba);
  ASSERT_TRUE(decode(encode_webp(image, false), photo));
  EXPECT_EQ(photo.image.size, image.size);
  EXPECT_TRUE(near(photo.at(10, 10), gradient(10, 10), 20));
}

TEST(Decode, CutOffPicturesAreRefused) {
  Image image{{30, 30}, std::vector<std::uint8_t>(3600, 99)};
  for (const std::string& whole : {test::png(30, 30, gradient), jpeg(64, 64), jpeg(64, 64, {}, true), gif(),
                                   plain_gif(50, 20, true), encode_webp(image, false), encode_webp(image, true)}) {
    ASSERT_EQ(error_of(whole), "");
    // The very end may be missing: trailers say nothing.
    for (std::size_t size = 0; size + 24 < whole.size(); ++size) {
      ASSERT_NE(error_of(std::string_view(whole).substr(0, size)), "") << size << " of " << whole.size();
    }
  }
}

TEST(Decode, SpoiltPicturesEndInAnAnswer) {
  std::mt19937 random(20261);
  Image image{{30, 30}, std::vector<std::uint8_t>(3600, 99)};
  for (const std::string& whole : {test::png(30, 30, gradient), jpeg(64, 64, exif_of(3)), jpeg(64, 64, {}, true), gif(),
                                   plain_gif(50, 20, true), encode_webp(image, false), encode_webp(image, true)}) {
    for (int i = 0; i < 2'000; ++i) {
      std::string spoilt = whole;
      for (std::uint32_t changes = random() % 4 + 1; changes > 0; --changes) {
        spoilt[random() % spoilt.size()] = static_cast<char>(random());
      }
      Keeper keeper;
      if (decode(spoilt, keeper)) {
        EXPECT_EQ(keeper.image.rgba.size(), std::size_t{4} * keeper.image.size.width * keeper.image.size.height);
      }
    }
  }
}

TEST(Decode, BombsAreRefusedByTheirHeaders) {
  EXPECT_EQ(error_of(test::png_header(50'000, 50'000) + test::png_chunk("IDAT", "x")), kTooLarge);
  EXPECT_EQ(error_of(test::png_header(0x7FFFFFFF, 0x7FFFFFFF) + test::png_chunk("IDAT", "x")), kTooLarge);
  EXPECT_EQ(error_of(test::png_header(30'000, 3'000) + test::png_chunk("IDAT", "x")), kTooLarge);
  std::string large = jpeg(64, 64);
  const std::size_t frame = large.find("\xFF\xC0");
  ASSERT_NE(frame, std::string::npos);
  large.replace(frame + 5, 4, "\xFF\x00\xFF\x00", 4);
  EXPECT_EQ(error_of(large), kTooLarge);
  std::string wide = gif();
  wide.replace(6, 4, "\xFF\xFF\xFF\xFF");
  EXPECT_EQ(error_of(wide), kTooLarge);
}

TEST(Decode, NothingElseIsAPicture) {
  for (const std::string_view bytes : {"", "<svg xmlns='http://www.w3.org/2000/svg'/>", "<html></html>", "BM\0\0",
                                       "%PDF-", "RIFF\0\0\0\0WAVEfmt ", "%!PS"}) {
    EXPECT_EQ(error_of(bytes), kNoPicture);
  }
  EXPECT_EQ(error_of("GIF89a<script>alert(1)</script>"), kDamaged);
}

Image shrunk(const Image& image, Dimensions to) {
  Shrinker shrinker(image.size, to);
  for (std::uint32_t y = 0; y < image.size.height; ++y) {
    shrinker.row(image.rgba.data() + std::size_t{4} * image.size.width * y);
  }
  return shrinker.take();
}

TEST(Shrink, OneToOneIsExactAndOneColourStays) {
  Keeper keeper;
  ASSERT_TRUE(decode(test::png(40, 30, gradient), keeper));
  EXPECT_EQ(shrunk(keeper.image, {40, 30}).rgba, keeper.image.rgba);
  const Image plain{{1000, 731}, std::vector<std::uint8_t>(std::size_t{4} * 1000 * 731, 201)};
  for (const Dimensions to : {Dimensions{1, 1}, {7, 5}, {999, 730}, {1000, 1}, {512, 374}}) {
    const Image small = shrunk(plain, to);
    EXPECT_EQ(small.rgba, std::vector<std::uint8_t>(std::size_t{4} * to.width * to.height, 201)) << to.width;
  }
}

TEST(Shrink, EachPixelIsTheMeanOfWhatItCovers) {
  // Three grey columns to two: the middle one is shared.
  const Image image{{3, 1}, {0, 0, 0, 255, 90, 90, 90, 255, 240, 240, 240, 255}};
  const Image two = shrunk(image, {2, 1});
  EXPECT_EQ(two.rgba[0], 30);
  EXPECT_EQ(two.rgba[4], 190);
  const Image column{{1, 3}, image.rgba};
  EXPECT_EQ(shrunk(column, {1, 2}).rgba, two.rgba);
  // What cannot be seen has no colour to give.
  const Image half{{2, 1}, {250, 0, 0, 0, 0, 0, 200, 255}};
  EXPECT_EQ(shrunk(half, {1, 1}).rgba, (std::vector<std::uint8_t>{0, 0, 200, 128}));
}

TEST(Shrink, FitsTheLongerEdge) {
  EXPECT_EQ(fitted({4000, 3000}, 512), (Dimensions{512, 384}));
  EXPECT_EQ(fitted({3000, 4000}, 512), (Dimensions{384, 512}));
  EXPECT_EQ(fitted({100, 50}, 512), (Dimensions{100, 50}));
  EXPECT_EQ(fitted({30'000, 1}, 512), (Dimensions{512, 1}));
}

TEST(Turn, AllEightOrientations) {
  // a b
  // c d, one byte told apart per pixel
  const Image image{{2, 2}, {'a', 0, 0, 0, 'b', 0, 0, 0, 'c', 0, 0, 0, 'd', 0, 0, 0}};
  const char* shown[] = {"abcd", "badc", "dcba", "cdab", "acbd", "cadb", "dbca", "bdac"};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const Image out = turned(image, orientation);
    std::string letters;
    for (std::size_t i = 0; i < 16; i += 4) letters += static_cast<char>(out.rgba[i]);
    EXPECT_EQ(letters, shown[orientation - 1]) << orientation;
  }
  EXPECT_EQ(turned({{3, 2}, std::vector<std::uint8_t>(24)}, 6).size, (Dimensions{2, 3}));
}

}  // namespace
}  // namespace parley::pictures
