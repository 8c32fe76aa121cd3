#include "transport/static_files.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <span>
#include <system_error>

#include "base/log.hpp"
#include "base/random.hpp"

namespace parley::transport {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view placeholder =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Parley</title>"
    "<h1>Parley</h1><p>The server is running. No web app is configured here (web_root); connect with a "
    "client.</p></html>\n";

// Addresses of the app that are one level below it: links people send each other.
constexpr std::string_view link_folder = "/join-space/";

std::string_view content_type_of(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> types[] = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".txt", "text/plain; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".jpeg", "image/jpeg"},
      {".webp", "image/webp"},
      {".gif", "image/gif"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".woff", "font/woff"},
      {".wasm", "application/wasm"},
      {".mp3", "audio/mpeg"},
      {".ogg", "audio/ogg"},
      {".wav", "audio/wav"},
  };
  for (const auto& [ending, type] : types) {
    if (name.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

// The bundler puts what it names `name-HASH.ext` into assets/; a hash is eight or more characters with a digit or a
// capital among them.
bool has_hash(std::string_view path) {
  if (!path.starts_with("/assets/")) return false;
  std::string_view name = path.substr(path.rfind('/') + 1);
  name = name.substr(0, name.find('.', 1));
  for (std::size_t at = 0; at + 9 <= name.size(); ++at) {
    if (name[at] != '-') continue;
    const std::string_view hash = name.substr(at + 1);
    if (hash.size() > 24) continue;
    const auto in_hash = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '-';
    };
    const auto telling = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
    if (std::all_of(hash.begin(), hash.end(), in_hash) && std::any_of(hash.begin(), hash.end(), telling)) return true;
  }
  return false;
}

std::string etag_of(std::string_view body) {
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(body.data()), body.size(), digest.data());
  return '"' + to_hex(std::span<const std::uint8_t>(digest).first(12)) + '"';
}

std::shared_ptr<const StaticFile> make_file(std::string_view path, std::string body) {
  auto file = std::make_shared<StaticFile>();
  file->content_type = content_type_of(path);
  file->immutable = has_hash(path);
  file->etag = etag_of(body);
  file->body = std::make_shared<const std::string>(std::move(body));
  return file;
}

// The path of a target, decoded; nothing when it is malformed or could mean more than one thing.
std::optional<std::string> decoded_path(std::string_view target) {
  target = target.substr(0, target.find_first_of("?#"));
  if (target.empty() || target.front() != '/') return std::nullopt;
  std::string path;
  const auto digit = [](char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
  };
  for (std::size_t i = 0; i < target.size(); ++i) {
    char c = target[i];
    if (c == '%') {
      if (i + 2 >= target.size()) return std::nullopt;
      const int high = digit(target[i + 1]), low = digit(target[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high << 4 | low);
      i += 2;
    }
    if (c == '\0' || c == '\\') return std::nullopt;
    path += c;
  }
  if (path.find("/.") != std::string::npos) return std::nullopt;  // "..", "." and hidden names
  return path;
}

std::optional<std::string> read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (in.bad()) return std::nullopt;
  return text;
}

}  // namespace

Result<std::unique_ptr<StaticFiles>> StaticFiles::open(const std::string& folder) {
  fs::path root;
  if (!folder.empty()) {
    std::error_code error;
    root = fs::canonical(folder, error);
    if (error || !fs::is_directory(root, error)) return Error{"the web app's folder " + folder + " cannot be read"};
  }
  std::unique_ptr<StaticFiles> files(new StaticFiles(std::move(root)));
  files->stamp_ = files->stamp();
  files->files_ = files->read_folder();
  return files;
}

fs::file_time_type StaticFiles::stamp() const {
  auto latest = fs::file_time_type::min();
  if (root_.empty()) return latest;
  // A rebuild writes index.html anew, for it names the hashed files.
  for (const fs::path& path : {root_, root_ / "index.html"}) {
    std::error_code error;
    const auto time = fs::last_write_time(path, error);
    if (!error) latest = std::max(latest, time);
  }
  return latest;
}

std::shared_ptr<const StaticFiles::Files> StaticFiles::read_folder() const {
  auto files = std::make_shared<Files>();
  if (root_.empty()) {
    files->emplace("/index.html", make_file("/index.html", std::string(placeholder)));
    return files;
  }
  std::error_code error;
  std::unordered_map<std::string, std::string> gzipped;
  for (fs::recursive_directory_iterator at(root_, fs::directory_options::skip_permission_denied, error), end;
       !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    std::error_code ignored;
    if (name.starts_with('.')) {
      if (at->is_directory(ignored)) at.disable_recursion_pending();
      continue;
    }
    if (!at->is_regular_file(ignored)) continue;
    const std::string path = "/" + at->path().lexically_relative(root_).generic_string();
    // A link may point anywhere: what lies outside is not ours to show.
    const fs::path real = fs::canonical(at->path(), ignored);
    if (std::mismatch(root_.begin(), root_.end(), real.begin(), real.end()).first != root_.end()) continue;
    const auto size = at->file_size(ignored);
    if (ignored || size > largest_file) {
      log::warn("web app: {} is not served: too large or not readable", path);
      continue;
    }
    auto body = read_file(real);
    if (!body) continue;
    if (path.ends_with(".gz")) {
      gzipped.emplace(path.substr(0, path.size() - 3), std::move(*body));
    } else {
      files->emplace(path, make_file(path, std::move(*body)));
    }
  }
  for (auto& [path, body] : gzipped) {
    const auto found = files->find(path);
    if (found == files->end()) continue;
    auto both = std::make_shared<StaticFile>(*found->second);
    both->gzip = std::make_shared<const std::string>(std::move(body));
    found->second = std::move(both);
  }
  return files;
}

std::shared_ptr<const StaticFiles::Files> StaticFiles::current() {
  const auto now = std::chrono::steady_clock::now();
  const std::lock_guard lock(mutex_);
  if (!root_.empty() && now - checked_ >= std::chrono::seconds(1)) {
    checked_ = now;
    const auto latest = stamp();
    if (latest != stamp_) {
      stamp_ = latest;
      files_ = read_folder();
    }
  }
  return files_;
}

std::shared_ptr<const StaticFile> StaticFiles::find(std::string_view target) {
  const auto path = decoded_path(target);
  if (!path) return nullptr;
  const auto files = current();
  auto found = files->find(*path);
  if (found == files->end() && path->starts_with(link_folder)) {
    // The app's page names its files relative to itself, so that it works below any path of a proxy.
    found = files->find(path->substr(link_folder.size() - 1));
  }
  if (found == files->end()) {
    const std::string_view last = std::string_view(*path).substr(path->rfind('/') + 1);
    if (last.find('.') != std::string_view::npos) return nullptr;
    found = files->find("/index.html");
  }
  return found == files->end() ? nullptr : found->second;
}

}  // namespace parley::transport
