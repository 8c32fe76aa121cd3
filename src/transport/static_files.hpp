#pragma once
// The web app's files, held in memory.
#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.hpp"

namespace parley::transport {

/// One file, ready to be sent: bodies are shared with the sockets, never copied.
struct StaticFile {
  std::shared_ptr<const std::string> body;
  std::shared_ptr<const std::string> gzip;  ///< the `.gz` beside it, or null
  std::string_view content_type;            ///< a literal
  std::string etag;                         ///< quoted
  bool immutable = false;                   ///< its name holds a hash of its content
};

/// A folder, read whole: a request's path is only ever looked up among the names found there, so no path can lead out
/// of it. Hidden files and links out of the folder are not served. Read anew (at most once a second) when the app was
/// rebuilt. Thread-safe.
class StaticFiles {
 public:
  static constexpr std::size_t largest_file = 64u << 20;

  /// An empty folder name: a short page instead of an app.
  static Result<std::unique_ptr<StaticFiles>> open(const std::string& folder);

  /// The file for a request's target (path and query, percent-encoded); index.html for "/" and for every path that
  /// names no file (the app's own addresses, such as /join-space/CODE, from where the page's files are found as well).
  /// Null: there is none.
  std::shared_ptr<const StaticFile> find(std::string_view target);

 private:
  using Files = std::unordered_map<std::string, std::shared_ptr<const StaticFile>>;
  explicit StaticFiles(std::filesystem::path root) : root_(std::move(root)) {}
  std::shared_ptr<const Files> read_folder() const;
  std::filesystem::file_time_type stamp() const;
  std::shared_ptr<const Files> current();

  const std::filesystem::path root_;  // empty: no folder
  std::mutex mutex_;
  std::shared_ptr<const Files> files_;
  std::filesystem::file_time_type stamp_{};
  std::chrono::steady_clock::time_point checked_{};
};

}  // namespace parley::transport
