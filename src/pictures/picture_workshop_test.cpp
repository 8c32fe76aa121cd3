// Pictures through the real child, and children that misbehave.
#include "pictures/picture_workshop.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <random>
#include <thread>

#include "base/log.hpp"
#include "pictures/decode.hpp"
#include "pictures/sandbox.hpp"
#include "tests/harness/test_pictures.hpp"

namespace parley::pictures {
namespace {

using test::Rgba;
constexpr std::string_view kBroken = "The picture could not be processed; try another one";

class Workshop : public testing::Test {
 protected:
  Workshop() { log::set_level(log::Level::off); }
  Result<std::vector<Picture>> make(std::string_view bytes, std::vector<std::uint32_t> edges = {512}) {
    return workshop_.make(bytes, edges);
  }
  std::string error_of(std::string_view bytes) {
    const auto made = make(bytes);
    return made ? "" : made.error().text;
  }
  /// A workshop whose child is this shell script.
  PictureWorkshop with_script(const std::string& body, std::chrono::milliseconds time) {
    const std::string path = testing::TempDir() + "parley-fake-child-" + std::to_string(::getpid());
    std::ofstream(path) << "#!/bin/sh\n" << body << '\n';
    ::chmod(path.c_str(), 0700);
    return PictureWorkshop({.program = path, .time = time});
  }

  PictureWorkshop workshop_{WorkshopConfig{.program = PictureWorkshop::find_program()}};
};

TEST_F(Workshop, MakesEverySizeAskedForAndNoneLargerThanThePicture) {
  const std::string picture = test::png(800, 600, [](std::uint32_t x, std::uint32_t) {
    return Rgba{static_cast<std::uint8_t>(x / 4), 0, 99, 255};
  });
  const auto made = make(picture, {512, 64, 4096});
  ASSERT_TRUE(made) << made.error().text;
  ASSERT_EQ(made->size(), 3u);
  EXPECT_EQ((*made)[0].width, 512u);
  EXPECT_EQ((*made)[0].height, 384u);
  EXPECT_EQ((*made)[1].width, 64u);
  EXPECT_EQ((*made)[2].width, 800u);
  for (const Picture& one : *made) EXPECT_EQ(sniff(one.bytes), PictureType::webp);
  EXPECT_EQ(make(picture)->front().bytes, (*made)[0].bytes) << "the same input gives the same bytes";
}

TEST_F(Workshop, MetadataAndWhatIsHiddenBehindThePictureAreGone) {
  const std::string secret = "<script>alert('52.5200 N 13.4050 E')</script>";
  const std::string picture = test::png(
                                  50, 50,
                                  [](std::uint32_t x, std::uint32_t y) {
                                    return Rgba{static_cast<std::uint8_t>(x), static_cast<std::uint8_t>(y), 0, 255};
                                  },
                                  test::png_chunk("tEXt", "Comment" + std::string(1, '\0') + secret)) +
                              secret;
  const auto made = make(picture);
  ASSERT_TRUE(made) << made.error().text;
  EXPECT_EQ(made->front().bytes.find("script"), std::string::npos);
  EXPECT_EQ(made->front().bytes.find("52.52"), std::string::npos);
}

TEST_F(Workshop, TurnsAsTheCameraWasHeld) {
  std::string exif = std::string("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0", 26);
  const auto made = make(test::png(
      60, 40,
      [](std::uint32_t, std::uint32_t) {
        return Rgba{1, 2, 3, 255};
      },
      test::png_chunk("eXIf", exif)));
  ASSERT_TRUE(made) << made.error().text;
  EXPECT_EQ(made->front().width, 40u);
  EXPECT_EQ(made->front().height, 60u);
}

TEST_F(Workshop, RefusesWithASentence) {
  EXPECT_EQ(error_of(""), kNoPicture);
  EXPECT_EQ(error_of("<svg onload='alert(1)'/>"), kNoPicture);
  EXPECT_EQ(error_of("GIF89a<script>alert(1)</script>"), kDamaged);
  const std::string picture = test::plain_png(100, 100, {1, 2, 3, 255});
  EXPECT_EQ(error_of(picture.substr(0, picture.size() / 2)), kDamaged);
  EXPECT_EQ(error_of(test::png_header(50'000, 50'000) + test::png_chunk("IDAT", "x")), kTooLarge);
  const PictureWorkshop small({.program = PictureWorkshop::find_program(), .largest_input = 1000});
  const std::uint32_t edges[] = {512};
  EXPECT_EQ(small.make(picture, edges).error().text, "The picture's file is too large");
  const PictureWorkshop none({.program = ""});
  EXPECT_EQ(none.make(picture, edges).error().text,
            "This server cannot process pictures: parley-pictures is not installed");
}

// 62 million pixels in 240 KB of deflated zeros, nearly as large as is allowed: done within the child's 256 MiB.
TEST_F(Workshop, TheLargestPictureNeedsLittleMemory) {
  const std::uint32_t side = 7'900;
  const std::string row(1 + std::size_t{4} * side, '\0');
  // Deflate by hand: a stored row, and then matches of length 258 at distance 1.
  std::string stream = "\x78\x01";
  std::uint64_t left = std::uint64_t{row.size()} * side - 1;
  std::uint64_t bits = 0;
  int count = 0;
  const auto put = [&](std::uint32_t value, int size) {
    bits |= std::uint64_t{value} << count;
    for (count += size; count >= 8; count -= 8, bits >>= 8) stream += static_cast<char>(bits);
  };
  put(1, 1);     // the last block
  put(1, 2);     // fixed codes
  put(0x0C, 8);  // literal 0: 00110000, its bits reversed
  while (left >= 258) {
    put(0xA3, 8);  // length 258: 11000101 reversed
    put(0, 5);     // distance 1
    left -= 258;
  }
  for (; left > 0; --left) put(0x0C, 8);
  put(0, 7);  // end of the block
  put(0, 7);  // the last bits
  const std::uint64_t size = std::uint64_t{row.size()} * side;
  stream += test::big_endian(static_cast<std::uint32_t>(size % 65521) << 16 | 1);
  const auto made = make(test::png_header(side, side) + test::png_chunk("IDAT", stream) + test::png_chunk("IEND", ""));
  ASSERT_TRUE(made) << made.error().text;
  EXPECT_EQ(made->front().width, 512u);
}

// Lossless and photographic, small and large, so that all the encoder does is done inside the sandbox.
TEST_F(Workshop, NoiseAndFlatAreasOfEverySize) {
  std::mt19937 random(1);
  for (const std::uint32_t size : {1u, 2u, 17u, 256u, 700u}) {
    for (const int noise : {1, 8, 256}) {
      const std::string picture = test::png(size, size, [&](std::uint32_t x, std::uint32_t y) {
        const auto part = [&](std::uint32_t base) {
          return static_cast<std::uint8_t>(base + random() % static_cast<std::uint32_t>(noise));
        };
        return Rgba{part(x / 8), part(y / 8), part(x * y / 64), noise == 8 ? part(0) : std::uint8_t{255}};
      });
      const auto made = make(picture, {512, 33});
      ASSERT_TRUE(made) << size << ' ' << noise << ' ' << made.error().text;
      EXPECT_EQ((*made)[0].width, std::min(size, 512u));
    }
  }
}

TEST_F(Workshop, ManyAtOnce) {
  const std::string picture = test::plain_png(300, 200, {9, 8, 7, 255});
  std::vector<std::thread> threads;
  std::atomic<int> good = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 5; ++n) good += make(picture) ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 40);
}

TEST_F(Workshop, AChildThatMisbehavesIsAnErrorAndNothingElse) {
  const std::string picture = test::png(300, 200, [](std::uint32_t x, std::uint32_t y) {
    return Rgba{static_cast<std::uint8_t>(x * y), static_cast<std::uint8_t>(x), static_cast<std::uint8_t>(y), 255};
  });
  const std::uint32_t edges[] = {512};
  for (const char* body : {
           "exit 1", "exit 0", "kill -SEGV $$", "cat >/dev/null; exit 3",
           "exec cat /dev/zero >&0",                               // talks without end
           "head -c 60 /dev/zero >&0",                             // an empty refusal
           "printf '\\1\\0\\0\\0' >&0; head -c 60 /dev/zero >&0",  // a result that is none
           "exec cat <&0 >&0",                                     // an echo
       }) {
    EXPECT_EQ(with_script(body, std::chrono::seconds(10)).make(picture, edges).error().text, kBroken) << body;
  }
  EXPECT_EQ(with_script("exec sleep 60", std::chrono::milliseconds(200)).make(picture, edges).error().text, kBroken);
  const PictureWorkshop missing({.program = "/nowhere/parley-pictures"});
  EXPECT_EQ(missing.make(picture, edges).error().text, kBroken);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "no child is left";
}

/// Runs `deed` in a child in the sandbox; how it ended. 0: the deed was possible.
int after(bool (*deed)()) {
  int ends[2];
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    if (!enter_sandbox(ends[1])) ::_exit(7);
    ::_exit(deed() ? 0 : 1);
  }
  ::close(ends[1]);
  int status = 0;
  ::waitpid(pid, &status, 0);
  ::close(ends[0]);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

TEST(Sandbox, LeavesNothingButMemoryAndTheSocket) {
  EXPECT_EQ(after([] { return ::write(0, "x", 1) == 1; }), 0);
  EXPECT_EQ(after([] { return std::vector<char>(50u << 20, 'x').back() == 'x'; }), 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  EXPECT_EQ(after([] { return ::open("/etc/passwd", O_RDONLY) >= 0; }), 1);
  EXPECT_EQ(after([] { return ::socket(AF_INET, SOCK_STREAM, 0) >= 0; }), 1);
  EXPECT_EQ(after([] { return ::fork() >= 0; }), 1);
  EXPECT_EQ(after([] { return ::execl("/bin/true", "true", nullptr) == 0; }), 1);
  EXPECT_EQ(after([] { return ::kill(::getppid(), 0) == 0; }), 1);
  EXPECT_EQ(after([] {
              return ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
                     MAP_FAILED;
            }),
            1);
  EXPECT_EQ(after([] { return std::malloc(300u << 20) != nullptr; }), 1) << "no more than 256 MiB";
#endif
}

}  // namespace
}  // namespace parley::pictures
