#pragma once
// Makes the pictures people send safe to show: of a sane size, of one kind, without hidden data.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace parley::pictures {

/// A made picture. Always WebP.
struct Picture {
  std::string bytes;
  std::uint32_t width = 0, height = 0;
};
inline constexpr std::string_view kContentType = "image/webp";

struct WorkshopConfig {
  std::string program;                     ///< parley-pictures; see find_program()
  std::size_t largest_input = 32u << 20;   ///< bytes
  std::chrono::milliseconds time{20'000};  ///< from the start of the child to its answer; then it is killed
};

/// Each picture is decoded by a child process of its own, which can use 256 MiB and ten seconds of a core and can open
/// nothing; whatever happens to it is an error of that one call. Takes JPEG, PNG, WebP and GIF (the first frame), told
/// apart by their content; turns them as their EXIF orientation says; drops all metadata. Thread-safe.
class PictureWorkshop {
 public:
  explicit PictureWorkshop(WorkshopConfig config) : config_(std::move(config)) {}

  /// One result for each of up to four `edges`: the longer edge gets that many pixels (1 to 4096), or what the picture
  /// has if that is less. The same input gives the same bytes. Waits for the child (tens to hundreds of ms): call it on
  /// a WorkerPool. Error: a sentence for who sent the picture.
  Result<std::vector<Picture>> make(std::string_view bytes, std::span<const std::uint32_t> edges) const;

  /// The child's program: beside this one, or where it is installed. Empty: it is not there.
  static std::string find_program();

 private:
  const WorkshopConfig config_;
};

/// Whether the bytes begin like a picture that `make` takes.
bool looks_like_picture(std::string_view bytes);

}  // namespace parley::pictures
